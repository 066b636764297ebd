const logout = async () => {
  const response = await fetch('https://api.rememberizer.ai/api/v1/auth/custom-logout/', {
    method: 'POST',
    credentials: 'include' // Cela inclut les cookies dans la requête
  });
  
  if (response.status === 204) {
    console.log("Déconnexion réussie !");
  } else {
    console.error("Échec de la déconnexion !");
  }
};

logout();
