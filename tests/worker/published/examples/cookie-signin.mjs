const signIn = async () => {
  const response = await fetch('https://api.rememberizer.ai/api/v1/auth/signin/', {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json'
    },
    body: JSON.stringify({
      login: 'user@example.com',
      password: 'secure_password',
      captcha: 'recaptcha_response'
    })
  });
  
  // Vérifiez les cookies d'authentification dans la réponse
  if (response.status === 204) {
    console.log("Connexion réussie !");
  } else {
    console.error("Échec de la connexion !");
  }
};

signIn();
