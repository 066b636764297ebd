curl -X POST http://localhost:3000/api/auth/two-factor/verify \
-H "Authorization: Bearer TOKEN" \
-H "Content-Type: application/json" \
-d '{
"code": "123456"
}'
