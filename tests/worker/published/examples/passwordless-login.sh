curl "<API_BASE_URL>/auth/login" -H 'Content-Type: application/json' -d '{"username": "<USERNAME>", "email": "<EMAIL>", "session_platform": "cURL"}'
