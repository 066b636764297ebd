import requests

def logout():
    session = requests.Session()
    
    response = session.post(
        "https://api.rememberizer.ai/api/v1/auth/custom-logout/"
    )
    
    if response.status_code == 204:
        print("Déconnexion réussie !")
    else:
        print("Échec de la déconnexion !")

logout()
