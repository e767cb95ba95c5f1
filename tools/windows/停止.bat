@echo off
chcp 65001 >nul
cd /d "%~dp0"
set "PY=%~dp0python\python.exe"
if not exist "%PY%" set "PY=%~dp0app\venv\Scripts\python.exe"
"%PY%" -c "from tracking.cli import main; main()" stop
timeout /t 3 >nul
