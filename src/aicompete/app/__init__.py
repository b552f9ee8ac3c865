"""The dashboard in the browser: levers to pull, a reference and your policy side by side, more runs while you look.

What it shows is computed in plain modules (``policy``, ``rounds``, ``pile``, ``sitting``, ``charts``); ``page`` alone
knows the framework. NiceGUI draws it: it pushes each further round of runs to the browser as it comes, holds one state
per open page, ships its own scripts (no network is needed), and needs no code in JavaScript.
"""
