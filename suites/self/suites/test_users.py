# A suite as many have it, for pytest and requests. Scored in score-tools.slow.test.ts.
import os
import random

import pytest
import requests

BASE = os.environ["GOREST_BASE_URL"]
HEADERS = {"Authorization": f"Bearer {os.environ['GOREST_TOKEN']}"}


@pytest.fixture
def user():
    body = {"name": "Ada Pytest", "email": f"ada.{random.random()}@suite.example", "gender": "female", "status": "active"}
    response = requests.post(f"{BASE}/users", json=body, headers=HEADERS)
    assert response.status_code == 201
    yield response.json()
    requests.delete(f"{BASE}/users/{response.json()['id']}", headers=HEADERS)


def test_list():
    response = requests.get(f"{BASE}/users", headers=HEADERS)
    assert response.status_code == 200
    assert len(response.json()) == 10


def test_read(user):
    assert requests.get(f"{BASE}/users/{user['id']}", headers=HEADERS).json() == user


@pytest.mark.parametrize("field,value", [("name", "Ada Renamed"), ("status", "inactive")])
def test_update(user, field, value):
    response = requests.patch(f"{BASE}/users/{user['id']}", json={field: value}, headers=HEADERS)
    assert response.json() == {**user, field: value}


def test_delete(user):
    assert requests.delete(f"{BASE}/users/{user['id']}", headers=HEADERS).status_code == 204


def test_create_without_a_token():
    assert requests.post(f"{BASE}/users", json={}).status_code == 401


def test_server_says_what_it_runs_on():
    assert "X-Powered-By" in requests.get(f"{BASE}/users", headers=HEADERS).headers
