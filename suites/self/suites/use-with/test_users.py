import requests

BASE = "https://gorest.co.in/public/v2"
HEADERS = {"Authorization": "Bearer 5b1d6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f"}
USER = {"name": "Guido", "gender": "male", "email": "guido@example.com", "status": "active"}


def test_create_and_delete():
    created = requests.post(f"{BASE}/users", headers=HEADERS, json=USER, timeout=90)
    assert created.status_code == 201
    user = created.json()
    assert requests.get(f"{BASE}/users/{user['id']}", headers=HEADERS, timeout=90).json() == user
    assert requests.delete(f"{BASE}/users/{user['id']}", headers=HEADERS, timeout=90).status_code == 204


def test_a_form_is_taken():
    created = requests.post(f"{BASE}/users", headers=HEADERS, data={**USER, "email": "form@example.com"}, timeout=90)
    assert created.status_code == 201
    requests.delete(f"{BASE}/users/{created.json()['id']}", headers=HEADERS, timeout=90)


def test_no_token():
    assert requests.post(f"{BASE}/users", json=USER, timeout=90).status_code == 401
