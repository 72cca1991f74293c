"""The API: what other systems read of the board, and what a program reads for its owner. It changes nothing.

Programs show a personal token (`board/accounts/views/personal_token.py`). What is answered is described by the schemas
here, from which the OpenAPI document is made.
"""
