@echo off
chcp 65001 >nul
setlocal
cd /d "%~dp0"
title 工会目标跟踪看板

set "MAJOR=10"
for /f "tokens=2 delims=[]" %%v in ('ver') do set "SYSTEM=%%v"
for /f "tokens=2 delims=. " %%a in ("%SYSTEM%") do set "MAJOR=%%a"
if %MAJOR% LSS 10 (
  echo 本程序需要 Windows 10 或更新的 Windows，这台电脑是 %SYSTEM%。
  goto failed
)

set "PY=%~dp0python\python.exe"
if not exist "%PY%" set "PY=%~dp0app\venv\Scripts\python.exe"

set /p NEW=<VERSION.txt
set "OLD="
if exist app\VERSION.txt set /p OLD=<app\VERSION.txt
if not "%NEW%"=="%OLD%" (
  call :setup
  if errorlevel 1 goto failed
)

echo.
echo 看板正在启动，浏览器会自动打开。用完后点“停止.bat”，或关闭这个窗口。
"%PY%" -c "from tracking.cli import main; main()" serve
if errorlevel 1 goto failed
exit /b 0

:setup
echo 正在安装（第一次或更新后，约需一两分钟）……
if exist app\VERSION.txt (
  echo 先备份现有数据……
  "%PY%" -c "from tracking.cli import main; main()" backup "%~dp0备份_%OLD%_%RANDOM%.duckdb"
  if not exist app\venv rmdir /s /q app
)
for %%f in (wheels\pip-*.whl) do set "PIP=%%f\pip"
if exist python\python.exe (
  "%PY%" "%PIP%" install -q --no-index --find-links wheels --no-warn-script-location --upgrade --target app\site-packages union-target-tracking
) else (
  where py >nul 2>nul
  if errorlevel 1 (
    echo 没有找到 Python。请改用带 python 文件夹的安装包，或先安装 Python 3.12。
    exit /b 1
  )
  if not exist app\venv py -3 -m venv app\venv
  "%~dp0app\venv\Scripts\python.exe" -m pip install -q --no-index --find-links wheels --upgrade union-target-tracking
  set "PY=%~dp0app\venv\Scripts\python.exe"
)
if errorlevel 1 exit /b 1
echo 正在准备示例……
"%PY%" -c "from tracking.cli import main; main()" --example check >nul 2>nul
copy /y VERSION.txt app\VERSION.txt >nul
powershell -NoProfile -Command "$s=(New-Object -ComObject WScript.Shell).CreateShortcut([Environment]::GetFolderPath('Desktop')+'\工会目标跟踪看板.lnk');$s.TargetPath='%~dp0启动.bat';$s.WorkingDirectory='%~dp0';$s.Save()" >nul 2>nul
exit /b 0

:failed
echo.
echo 没有启动成功。上面的文字说明了原因；使用说明.html 里有各种情况的处理办法。
pause
exit /b 1
