curl -H 'Content-Type: application/json' -X POST 'http://127.0.0.1:3000/auth/registration' -d '{"username": "<USERNAME>", "session_platform": "cURL"}'
