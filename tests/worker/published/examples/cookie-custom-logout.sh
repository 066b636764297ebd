curl -X POST \
  https://api.rememberizer.ai/api/v1/auth/custom-logout/
