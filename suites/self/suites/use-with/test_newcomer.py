import random

import requests

base_url = "https://gorest.co.in"
token = "c0ffee00" * 8
auth = {"Authorization": "Bearer " + token, "Accept": "application/json"}
wait = 90


def random_email():
    return "newcomer" + str(random.randint(1, 10**12)) + "@gmail.com"


def make_user(**fields):
    body = {"name": "Tenali Ramakrishna", "gender": "male", "email": random_email(), "status": "active", **fields}
    response = requests.post(base_url + "/public/v2/users", json=body, headers=auth, timeout=wait)
    assert response.status_code == 201, response.text
    return response.json()


def test_list_users():
    response = requests.get(base_url + "/public/v2/users", timeout=wait)
    assert response.status_code == 200
    assert "application/json" in response.headers["Content-Type"]
    assert len(response.json()) == 10
    assert int(response.headers["X-Pagination-Total"]) > 10


def test_second_page_differs():
    pages = [requests.get(base_url + "/public/v2/users?page=%d" % page, timeout=wait).json() for page in (1, 2)]
    assert pages[0][0]["id"] != pages[1][0]["id"]


def test_life_of_a_user():
    user = make_user()
    url = base_url + "/public/v2/users/" + str(user["id"])
    assert requests.get(url, headers=auth, timeout=wait).json() == user
    assert requests.put(url, json={"name": "Allasani Peddana"}, headers=auth, timeout=wait).json()["name"] == "Allasani Peddana"
    assert requests.patch(url, json={"status": "inactive"}, headers=auth, timeout=wait).json()["status"] == "inactive"
    assert requests.delete(url, headers=auth, timeout=wait).status_code == 204
    gone = requests.get(url, headers=auth, timeout=wait)
    assert gone.status_code == 404
    assert gone.json() == {"message": "Resource not found"}


def test_form_body():
    body = {"name": "Form", "gender": "female", "email": random_email(), "status": "inactive"}
    response = requests.post(base_url + "/public/v2/users/", data=body, headers=auth, timeout=wait)
    assert response.status_code == 201
    assert response.json()["gender"] == "female"


def test_email_twice():
    user = make_user()
    body = {"name": "Again", "gender": "male", "email": user["email"], "status": "active"}
    response = requests.post(base_url + "/public/v2/users", json=body, headers=auth, timeout=wait)
    assert response.status_code == 422
    assert response.json() == [{"field": "email", "message": "has already been taken"}]


def test_empty_body():
    response = requests.post(base_url + "/public/v2/users", json={}, headers=auth, timeout=wait)
    assert response.status_code == 422
    assert {error["field"] for error in response.json()} == {"name", "email", "gender", "status"}


def test_without_token():
    response = requests.post(base_url + "/public/v2/users", json={"name": "x"}, timeout=wait)
    assert response.status_code == 401
    assert response.json()["message"] == "Authentication failed"


def test_wrong_token():
    response = requests.get(base_url + "/public/v2/users", headers={"Authorization": "Bearer wrong"}, timeout=wait)
    assert response.status_code == 401
    assert response.json()["message"] == "Invalid token"


def test_token_in_the_query():
    user = make_user()
    url = base_url + "/public/v2/users/%d?access-token=%s" % (user["id"], token)
    assert requests.get(url, timeout=wait).status_code == 200


def test_posts_comments_and_todos():
    user = make_user()
    users = base_url + "/public/v2/users/%d" % user["id"]
    post = requests.post(users + "/posts", json={"title": "Hello", "body": "World"}, headers=auth, timeout=wait)
    assert post.status_code == 201
    assert post.json()["user_id"] == user["id"]
    assert requests.get(users + "/posts", headers=auth, timeout=wait).json() == [post.json()]
    comment = {"name": "Somebody", "email": random_email(), "body": "Well said"}
    comments = base_url + "/public/v2/posts/%d/comments" % post.json()["id"]
    assert requests.post(comments, json=comment, headers=auth, timeout=wait).status_code == 201
    todo = {"title": "Learn", "due_on": "2030-01-01T00:00:00.000+05:30", "status": "pending"}
    assert requests.post(users + "/todos", data=todo, headers=auth, timeout=wait).status_code == 201
