"""The dashboard behind its gate, as Streamlit serves it (tracking serve, where people have accounts)."""

import streamlit as st
from starlette.middleware import Middleware

from tracking.places import DASHBOARD
from tracking.screen.gate.gate import Gatekeeper

app = st.App(DASHBOARD, middleware=[Middleware(Gatekeeper)])
