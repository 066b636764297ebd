curl -X POST http://localhost:3000/api/auth/sign-out \
-H "Authorization: Bearer YOUR_TOKEN"
