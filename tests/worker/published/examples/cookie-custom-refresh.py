import requests

def refresh_token():
    cookies = {
        "refresh_token": "VOTRE_REFRESH_TOKEN"
    }
    
    response = requests.post(
        "https://api.rememberizer.ai/api/v1/auth/custom-refresh/",
        cookies=cookies
    )
    
    if response.status_code == 204:
        print("Jeton rafraîchi avec succès !")
    else:
        print("Échec du rafraîchissement du jeton !")

refresh_token()
