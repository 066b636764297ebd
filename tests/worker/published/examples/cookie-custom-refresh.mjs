const refreshToken = async () => {
  const response = await fetch('https://api.rememberizer.ai/api/v1/auth/custom-refresh/', {
    method: 'POST',
    credentials: 'include' // Cela inclut les cookies dans la requête
  });
  
  if (response.status === 204) {
    console.log("Jeton rafraîchi avec succès !");
  } else {
    console.error("Échec du rafraîchissement du jeton !");
  }
};

refreshToken();
