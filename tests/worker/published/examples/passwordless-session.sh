curl "http://127.0.0.1:3000/auth/session/45314ce9-74c8-48dd-9094-0bcf980f335b"
