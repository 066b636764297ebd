curl http://localhost:3000/api/auth/session \
-H "Authorization: Bearer YOUR_TOKEN"
