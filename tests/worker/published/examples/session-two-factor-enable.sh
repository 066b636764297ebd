curl -X POST http://localhost:3000/api/auth/two-factor/enable \
-H "Authorization: Bearer TOKEN"
