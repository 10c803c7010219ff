// Generated from openapi/gorest.yaml by `npm run generate`. Do not edit.
export const document = {
  "openapi": "3.1.0",
  "info": {
    "title": "Go REST",
    "version": "2.0.0",
    "summary": "Users of Go REST, public REST API, version 2, and the posts, comments and todos below them",
    "description": "Written by hand. Every `x-source` cites entries of `docs/facts.md`: promises of the official consumers' guide (guide G1\nto G9), and what recordings and public test suites show. Where a fact is of low confidence or an open question, the\ndescription says so and no schema here insists on it.\n",
    "license": {
      "name": "MIT",
      "identifier": "MIT"
    }
  },
  "servers": [
    {
      "url": "https://gorest.co.in/public/v2",
      "description": "The live service"
    }
  ],
  "security": [
    {
      "bearer": []
    },
    {}
  ],
  "tags": [
    {
      "name": "users",
      "description": "People, created by a token's account or seeded by the service and replaced every day."
    },
    {
      "name": "posts",
      "description": "Made below a user, and gone with it."
    },
    {
      "name": "comments",
      "description": "Made below a post, and gone with it."
    },
    {
      "name": "todos",
      "description": "Made below a user, and gone with it."
    }
  ],
  "paths": {
    "/users": {
      "get": {
        "operationId": "listUsers",
        "tags": [
          "users"
        ],
        "summary": "List the users this caller can see, newest first, a page at a time",
        "description": "A bare JSON array; the paging facts are in the headers. An authenticated caller sees its account's own users\nand the public seed; an anonymous one the seed only. A page beyond the end is an empty array.\n",
        "x-source": "guide G2, guide G7, facts 2.2, facts 2.8, facts 5.4, facts 5.8",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/FilterId"
          },
          {
            "$ref": "#/components/parameters/FilterName"
          },
          {
            "$ref": "#/components/parameters/FilterEmail"
          },
          {
            "$ref": "#/components/parameters/FilterGender"
          },
          {
            "$ref": "#/components/parameters/FilterStatus"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/UserPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "post": {
        "operationId": "createUser",
        "tags": [
          "users"
        ],
        "summary": "Create a user that only the token's account can see",
        "description": "All four fields are required. Unknown fields are ignored. `gender` and `status` are read in any letter case\nand stored in lower case; every other value comes back as sent.\n",
        "x-source": "guide G5, guide G6, facts 1.3, facts 2.4, facts 3.1, facts 3.9, facts 3.10",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/NewUser"
              },
              "examples": {
                "everyField": {
                  "summary": "A complete user",
                  "value": {
                    "name": "tonny",
                    "gender": "male",
                    "email": "tonny@example.com",
                    "status": "active"
                  }
                }
              }
            }
          }
        },
        "responses": {
          "201": {
            "$ref": "#/components/responses/UserCreated"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/users/{id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/UserId"
        }
      ],
      "get": {
        "operationId": "getUser",
        "tags": [
          "users"
        ],
        "summary": "Read one user",
        "description": "404 when the id never existed, was deleted, or belongs to another account: for this caller it does not exist.\n",
        "x-source": "guide G4, facts 2.5, facts 3.2",
        "parameters": [
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/User"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "put": {
        "operationId": "putUser",
        "tags": [
          "users"
        ],
        "summary": "Update the fields that are sent",
        "description": "Behaves as PATCH: a body with one field, or none, answers 200 and leaves the rest as it was. The status-code\npage of the docs calls it a full replacement; probes of 2026 contradict it.\n",
        "x-source": "facts 3.5, facts 3.7, facts 10.8",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/UserChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/User"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "patch": {
        "operationId": "patchUser",
        "tags": [
          "users"
        ],
        "summary": "Update the fields that are sent and nothing else",
        "description": "An empty object answers 200 and changes nothing. A refused update changes nothing.",
        "x-source": "guide G5, facts 3.4, facts 3.7",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/UserChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/User"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "delete": {
        "operationId": "deleteUser",
        "tags": [
          "users"
        ],
        "summary": "Delete one user",
        "description": "204 once; from then on every verb on this id answers 404 and the e-mail is free again.",
        "x-source": "guide G5, facts 3.8",
        "security": [
          {
            "bearer": []
          }
        ],
        "responses": {
          "204": {
            "$ref": "#/components/responses/Deleted"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/posts": {
      "get": {
        "operationId": "listPosts",
        "tags": [
          "posts"
        ],
        "summary": "List the posts this caller can see, a page at a time",
        "description": "A bare JSON array like that of users. What a filter does here, and the order, are not known.",
        "x-source": "facts 5.5, facts 9.1, facts 9.2",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/PostPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/posts/{id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/RecordId"
        }
      ],
      "get": {
        "operationId": "getPost",
        "tags": [
          "posts"
        ],
        "summary": "Read one post",
        "description": "404 when there is no such post for this caller, or none any more.",
        "x-source": "facts 9.1, facts 9.2",
        "parameters": [
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Post"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "put": {
        "operationId": "putPost",
        "tags": [
          "posts"
        ],
        "summary": "Update the fields that are sent",
        "description": "Behaves as PATCH, as far as is known.",
        "x-source": "facts 9.1, facts 9.2",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/PostChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Post"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "patch": {
        "operationId": "patchPost",
        "tags": [
          "posts"
        ],
        "summary": "Update the fields that are sent",
        "description": "What is sent is shown first.",
        "x-source": "facts 9.1, facts 9.2",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/PostChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Post"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "delete": {
        "operationId": "deletePost",
        "tags": [
          "posts"
        ],
        "summary": "Delete one post",
        "description": "204 once; from then on it answers 404.",
        "x-source": "facts 9.1, facts 9.2",
        "security": [
          {
            "bearer": []
          }
        ],
        "responses": {
          "204": {
            "$ref": "#/components/responses/Deleted"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/users/{id}/posts": {
      "parameters": [
        {
          "$ref": "#/components/parameters/RecordId"
        }
      ],
      "get": {
        "operationId": "listUserPosts",
        "tags": [
          "posts"
        ],
        "summary": "List the posts below a user",
        "description": "A list like every other; its links lead to the collection of all. Below a user that this caller cannot see one\nsource saw an empty list; a 404 is as good.\n",
        "x-source": "facts 5.7, facts 9.9, facts 9.10",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/PostPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "post": {
        "operationId": "createUserPost",
        "tags": [
          "posts"
        ],
        "summary": "Create a post below a user",
        "description": "A user that this caller cannot see must exist first: one source saw 422 on the field `user`; a 404 is as good.\n",
        "x-source": "facts 9.1, facts 9.2, facts 9.4, facts 9.5",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/NewPost"
              }
            }
          }
        },
        "responses": {
          "201": {
            "$ref": "#/components/responses/PostCreated"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/comments": {
      "get": {
        "operationId": "listComments",
        "tags": [
          "comments"
        ],
        "summary": "List the comments this caller can see, a page at a time",
        "description": "A bare JSON array like that of users. What a filter does here, and the order, are not known.",
        "x-source": "facts 5.5, facts 9.1, facts 9.2",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/CommentPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/comments/{id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/RecordId"
        }
      ],
      "get": {
        "operationId": "getComment",
        "tags": [
          "comments"
        ],
        "summary": "Read one comment",
        "description": "404 when there is no such comment for this caller, or none any more.",
        "x-source": "facts 9.1, facts 9.2",
        "parameters": [
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Comment"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "put": {
        "operationId": "putComment",
        "tags": [
          "comments"
        ],
        "summary": "Update the fields that are sent",
        "description": "Behaves as PATCH, as far as is known.",
        "x-source": "facts 9.1, facts 9.2",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/CommentChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Comment"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "patch": {
        "operationId": "patchComment",
        "tags": [
          "comments"
        ],
        "summary": "Update the fields that are sent",
        "description": "What is sent is shown first.",
        "x-source": "facts 9.1, facts 9.2",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/CommentChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Comment"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "delete": {
        "operationId": "deleteComment",
        "tags": [
          "comments"
        ],
        "summary": "Delete one comment",
        "description": "204 once; from then on it answers 404.",
        "x-source": "facts 9.1, facts 9.2",
        "security": [
          {
            "bearer": []
          }
        ],
        "responses": {
          "204": {
            "$ref": "#/components/responses/Deleted"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/posts/{id}/comments": {
      "parameters": [
        {
          "$ref": "#/components/parameters/RecordId"
        }
      ],
      "get": {
        "operationId": "listPostComments",
        "tags": [
          "comments"
        ],
        "summary": "List the comments below a post",
        "description": "A list like every other; its links lead to the collection of all. Below a post that this caller cannot see one\nsource saw an empty list; a 404 is as good.\n",
        "x-source": "facts 5.7, facts 9.9, facts 9.10",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/CommentPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "post": {
        "operationId": "createPostComment",
        "tags": [
          "comments"
        ],
        "summary": "Create a comment below a post",
        "description": "A post that this caller cannot see must exist first: one source saw 422 on the field `post`; a 404 is as good.\n",
        "x-source": "facts 9.1, facts 9.2, facts 9.4, facts 9.5",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/NewComment"
              }
            }
          }
        },
        "responses": {
          "201": {
            "$ref": "#/components/responses/CommentCreated"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/todos": {
      "get": {
        "operationId": "listTodos",
        "tags": [
          "todos"
        ],
        "summary": "List the todos this caller can see, a page at a time",
        "description": "A bare JSON array like that of users. What a filter does here, and the order, are not known.",
        "x-source": "facts 5.5, facts 9.1, facts 9.3",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/TodoPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/todos/{id}": {
      "parameters": [
        {
          "$ref": "#/components/parameters/RecordId"
        }
      ],
      "get": {
        "operationId": "getTodo",
        "tags": [
          "todos"
        ],
        "summary": "Read one todo",
        "description": "404 when there is no such todo for this caller, or none any more.",
        "x-source": "facts 9.1, facts 9.3",
        "parameters": [
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/Todo"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "put": {
        "operationId": "putTodo",
        "tags": [
          "todos"
        ],
        "summary": "Update the fields that are sent",
        "description": "Behaves as PATCH, as far as is known.",
        "x-source": "facts 9.1, facts 9.3",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/TodoChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Todo"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "patch": {
        "operationId": "patchTodo",
        "tags": [
          "todos"
        ],
        "summary": "Update the fields that are sent",
        "description": "What is sent is shown first.",
        "x-source": "facts 9.1, facts 9.3",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "$ref": "#/components/requestBodies/TodoChange"
        },
        "responses": {
          "200": {
            "$ref": "#/components/responses/Todo"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "delete": {
        "operationId": "deleteTodo",
        "tags": [
          "todos"
        ],
        "summary": "Delete one todo",
        "description": "204 once; from then on it answers 404.",
        "x-source": "facts 9.1, facts 9.3",
        "security": [
          {
            "bearer": []
          }
        ],
        "responses": {
          "204": {
            "$ref": "#/components/responses/Deleted"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    },
    "/users/{id}/todos": {
      "parameters": [
        {
          "$ref": "#/components/parameters/RecordId"
        }
      ],
      "get": {
        "operationId": "listUserTodos",
        "tags": [
          "todos"
        ],
        "summary": "List the todos below a user",
        "description": "A list like every other; its links lead to the collection of all. Below a user that this caller cannot see one\nsource saw an empty list; a 404 is as good.\n",
        "x-source": "facts 5.7, facts 9.9, facts 9.10",
        "parameters": [
          {
            "$ref": "#/components/parameters/Page"
          },
          {
            "$ref": "#/components/parameters/PerPage"
          },
          {
            "$ref": "#/components/parameters/IfNoneMatch"
          }
        ],
        "responses": {
          "200": {
            "$ref": "#/components/responses/TodoPage"
          },
          "304": {
            "$ref": "#/components/responses/NotModified"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      },
      "post": {
        "operationId": "createUserTodo",
        "tags": [
          "todos"
        ],
        "summary": "Create a todo below a user",
        "description": "A user that this caller cannot see must exist first: one source saw 422 on the field `user`; a 404 is as good.\n",
        "x-source": "facts 9.1, facts 9.3, facts 9.4, facts 9.5",
        "security": [
          {
            "bearer": []
          }
        ],
        "requestBody": {
          "required": true,
          "content": {
            "application/json": {
              "schema": {
                "$ref": "#/components/schemas/NewTodo"
              }
            }
          }
        },
        "responses": {
          "201": {
            "$ref": "#/components/responses/TodoCreated"
          },
          "401": {
            "$ref": "#/components/responses/Unauthorized"
          },
          "404": {
            "$ref": "#/components/responses/NotFound"
          },
          "422": {
            "$ref": "#/components/responses/Unprocessable"
          },
          "429": {
            "$ref": "#/components/responses/TooManyRequests"
          },
          "502": {
            "$ref": "#/components/responses/EdgeError"
          }
        }
      }
    }
  },
  "components": {
    "securitySchemes": {
      "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token from the Go REST console. No token reads the public seed; an unknown token answers 401 on every verb.\n",
        "x-source": "guide G1, facts 2.1, facts 2.2, facts 2.3"
      }
    },
    "parameters": {
      "UserId": {
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The id the service gave the user. A value that is no id answers 404, never 400.",
        "x-source": "facts 3.3",
        "schema": {
          "type": "integer",
          "format": "int64",
          "minimum": 1
        },
        "example": 8299746
      },
      "RecordId": {
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The id the service gave the record.",
        "x-source": "facts 3.3, facts 9.1",
        "schema": {
          "type": "integer",
          "format": "int64",
          "minimum": 1
        }
      },
      "Page": {
        "name": "page",
        "in": "query",
        "description": "Which page, from 1. A negative number means 1.",
        "x-source": "guide G2, guide G7, facts 5.1, facts 5.3",
        "schema": {
          "type": "integer",
          "minimum": 1,
          "default": 1
        }
      },
      "PerPage": {
        "name": "per_page",
        "in": "query",
        "description": "Rows a page. A value above 100 is ignored and 10 applies (three sources agree against the docs' \"max 100\").",
        "x-source": "facts 5.1, facts 5.2, facts 10.10",
        "schema": {
          "type": "integer",
          "minimum": 1,
          "maximum": 100,
          "default": 10
        }
      },
      "FilterId": {
        "name": "id",
        "in": "query",
        "description": "Only the user with this id.",
        "x-source": "facts 5.10",
        "schema": {
          "type": "integer",
          "format": "int64"
        }
      },
      "FilterName": {
        "name": "name",
        "in": "query",
        "description": "Only users whose name contains this text, in any letter case.",
        "x-source": "facts 5.10",
        "schema": {
          "type": "string"
        }
      },
      "FilterEmail": {
        "name": "email",
        "in": "query",
        "description": "Only users whose e-mail contains this text, in any letter case.",
        "x-source": "facts 5.10",
        "schema": {
          "type": "string"
        }
      },
      "FilterGender": {
        "name": "gender",
        "in": "query",
        "description": "Only users of this gender. A value outside the two matches nobody.",
        "x-source": "facts 5.10, facts 5.11",
        "schema": {
          "$ref": "#/components/schemas/Gender"
        }
      },
      "FilterStatus": {
        "name": "status",
        "in": "query",
        "description": "Only users with this status. A value outside the two matches nobody.",
        "x-source": "guide G2, facts 5.10, facts 5.11",
        "schema": {
          "$ref": "#/components/schemas/Status"
        }
      },
      "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "An ETag from an earlier answer. A 304 is likely but was never recorded; a full 200 is as good.",
        "x-source": "facts 6.3",
        "schema": {
          "type": "string"
        }
      }
    },
    "requestBodies": {
      "UserChange": {
        "required": true,
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/UserChange"
            },
            "examples": {
              "oneField": {
                "summary": "One field",
                "value": {
                  "status": "inactive"
                }
              },
              "nothing": {
                "summary": "No field, which changes nothing",
                "value": {}
              }
            }
          }
        }
      },
      "PostChange": {
        "required": true,
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/PostChange"
            }
          }
        }
      },
      "CommentChange": {
        "required": true,
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/CommentChange"
            }
          }
        }
      },
      "TodoChange": {
        "required": true,
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/TodoChange"
            }
          }
        }
      }
    },
    "schemas": {
      "Gender": {
        "type": "string",
        "enum": [
          "male",
          "female"
        ],
        "x-source": "facts 1.3"
      },
      "Status": {
        "type": "string",
        "enum": [
          "active",
          "inactive"
        ],
        "x-source": "facts 1.3"
      },
      "User": {
        "type": "object",
        "description": "Exactly five fields, no envelope, no timestamps. Key order varies by operation and means nothing.",
        "x-source": "guide G9, facts 1.1, facts 1.2, facts 1.4, facts 1.5, facts 1.7, facts 1.8",
        "additionalProperties": false,
        "required": [
          "id",
          "name",
          "email",
          "gender",
          "status"
        ],
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1,
            "description": "Given by the service, unique, increasing with gaps."
          },
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "email": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "gender": {
            "$ref": "#/components/schemas/Gender"
          },
          "status": {
            "$ref": "#/components/schemas/Status"
          }
        }
      },
      "NewUser": {
        "type": "object",
        "x-source": "guide G5, guide G9, facts 1.7, facts 1.8",
        "required": [
          "name",
          "email",
          "gender",
          "status"
        ],
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "email": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "gender": {
            "$ref": "#/components/schemas/Gender"
          },
          "status": {
            "$ref": "#/components/schemas/Status"
          }
        }
      },
      "UserChange": {
        "type": "object",
        "x-source": "guide G5, facts 3.4",
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "email": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "gender": {
            "$ref": "#/components/schemas/Gender"
          },
          "status": {
            "$ref": "#/components/schemas/Status"
          }
        }
      },
      "Post": {
        "type": "object",
        "description": "Exactly four fields. The longest title and body rest on one source, so that no answer is held to them.",
        "x-source": "facts 9.2",
        "additionalProperties": false,
        "required": [
          "id",
          "user_id",
          "title",
          "body"
        ],
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },
          "user_id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },
          "title": {
            "type": "string"
          },
          "body": {
            "type": "string"
          }
        }
      },
      "NewPost": {
        "type": "object",
        "x-source": "facts 9.2, facts 9.5",
        "required": [
          "title",
          "body"
        ],
        "properties": {
          "title": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "body": {
            "type": "string",
            "minLength": 1,
            "maxLength": 500
          }
        }
      },
      "PostChange": {
        "type": "object",
        "x-source": "facts 9.2, facts 9.5",
        "properties": {
          "title": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "body": {
            "type": "string",
            "minLength": 1,
            "maxLength": 500
          }
        }
      },
      "Comment": {
        "type": "object",
        "description": "Exactly five fields.",
        "x-source": "facts 9.2",
        "additionalProperties": false,
        "required": [
          "id",
          "post_id",
          "name",
          "email",
          "body"
        ],
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },
          "post_id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },
          "name": {
            "type": "string"
          },
          "email": {
            "type": "string"
          },
          "body": {
            "type": "string"
          }
        }
      },
      "NewComment": {
        "type": "object",
        "x-source": "facts 9.2, facts 9.5, facts 9.6",
        "required": [
          "name",
          "email",
          "body"
        ],
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "email": {
            "type": "string",
            "minLength": 1
          },
          "body": {
            "type": "string",
            "minLength": 1,
            "maxLength": 500
          }
        }
      },
      "CommentChange": {
        "type": "object",
        "x-source": "facts 9.2, facts 9.5, facts 9.6",
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "email": {
            "type": "string",
            "minLength": 1
          },
          "body": {
            "type": "string",
            "minLength": 1,
            "maxLength": 500
          }
        }
      },
      "TodoStatus": {
        "type": "string",
        "enum": [
          "pending",
          "completed"
        ],
        "x-source": "facts 9.3"
      },
      "Todo": {
        "type": "object",
        "description": "Seen by two sources and not recorded, so that further fields are let pass.",
        "x-source": "facts 9.3, facts 9.7",
        "required": [
          "id",
          "user_id",
          "title"
        ],
        "properties": {
          "id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },
          "user_id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },
          "title": {
            "type": "string"
          },
          "due_on": {
            "type": [
              "string",
              "null"
            ]
          },
          "status": {
            "type": "string"
          }
        }
      },
      "NewTodo": {
        "type": "object",
        "x-source": "facts 9.3, facts 9.5, facts 9.6, facts 9.7",
        "required": [
          "title",
          "status"
        ],
        "properties": {
          "title": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "due_on": {
            "type": [
              "string",
              "null"
            ]
          },
          "status": {
            "$ref": "#/components/schemas/TodoStatus"
          }
        }
      },
      "TodoChange": {
        "type": "object",
        "x-source": "facts 9.3, facts 9.5, facts 9.6, facts 9.7",
        "properties": {
          "title": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200
          },
          "due_on": {
            "type": [
              "string",
              "null"
            ]
          },
          "status": {
            "$ref": "#/components/schemas/TodoStatus"
          }
        }
      },
      "FieldErrors": {
        "type": "array",
        "description": "Every broken field at once, one item a field, several messages of a field joined by \", \".",
        "x-source": "guide G6, facts 1.6, facts 4.9",
        "minItems": 1,
        "items": {
          "type": "object",
          "additionalProperties": false,
          "required": [
            "field",
            "message"
          ],
          "properties": {
            "field": {
              "type": "string",
              "minLength": 1
            },
            "message": {
              "type": "string",
              "minLength": 1
            }
          }
        }
      },
      "Message": {
        "type": "object",
        "x-source": "facts 1.6",
        "additionalProperties": false,
        "required": [
          "message"
        ],
        "properties": {
          "message": {
            "type": "string",
            "minLength": 1
          }
        }
      }
    },
    "headers": {
      "PaginationTotal": {
        "description": "How many records match the filter sent.",
        "required": true,
        "x-source": "guide G7, facts 5.5",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "PaginationPages": {
        "description": "How many pages those records fill, total divided by limit, rounded up.",
        "required": true,
        "x-source": "guide G7, facts 5.5",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "PaginationPage": {
        "description": "Which page this is.",
        "required": true,
        "x-source": "guide G7, facts 5.5",
        "schema": {
          "type": "integer",
          "minimum": 1
        }
      },
      "PaginationLimit": {
        "description": "How many records a page holds.",
        "required": true,
        "x-source": "guide G7, facts 5.5",
        "schema": {
          "type": "integer",
          "minimum": 1
        }
      },
      "LinkCurrent": {
        "description": "Absolute URL of this page. Whether it keeps filters and per_page is an open question.",
        "required": true,
        "x-source": "facts 5.5, facts 5.7",
        "schema": {
          "type": "string",
          "minLength": 1
        }
      },
      "LinkNext": {
        "description": "Absolute URL of the next page; empty on the last.",
        "required": true,
        "x-source": "facts 5.5, facts 5.6, facts 5.7",
        "schema": {
          "type": "string"
        }
      },
      "LinkPrevious": {
        "description": "Absolute URL of the previous page; empty on the first.",
        "required": true,
        "x-source": "facts 5.5, facts 5.6, facts 5.7",
        "schema": {
          "type": "string"
        }
      },
      "RateLimitLimit": {
        "description": "Requests a minute for this token, 90 unless its owner chose another number. Only with a valid token.",
        "required": false,
        "x-source": "guide G8, facts 7.1, facts 7.2",
        "schema": {
          "type": "integer",
          "minimum": 1
        }
      },
      "RateLimitRemaining": {
        "description": "Requests left. Lags one call behind in the recordings. Only with a valid token.",
        "required": false,
        "x-source": "guide G8, facts 7.2, facts 7.5",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "RateLimitReset": {
        "description": "Seconds until the budget is full again. Only with a valid token.",
        "required": false,
        "x-source": "guide G8, facts 7.2, facts 7.5",
        "schema": {
          "type": "integer",
          "minimum": 0
        }
      },
      "ETag": {
        "description": "Weak validator, in the recordings W/ and the first 32 hexadecimal digits of the body's SHA-256.\n",
        "required": false,
        "x-source": "facts 6.2, facts 11.11",
        "schema": {
          "type": "string",
          "pattern": "^(W/)?\"[^\"]*\"$"
        }
      },
      "Location": {
        "description": "Absolute URL of the new record.",
        "required": false,
        "x-source": "facts 3.1, facts 11.11",
        "schema": {
          "type": "string",
          "minLength": 1
        }
      },
      "CacheControl": {
        "description": "Never public; max-age=0, private, must-revalidate on success and no-cache otherwise.",
        "required": false,
        "x-source": "facts 6.4",
        "schema": {
          "type": "string"
        }
      },
      "RequestId": {
        "description": "Names this request in the service's logs.",
        "required": false,
        "x-source": "facts 6.5",
        "schema": {
          "type": "string",
          "minLength": 1
        }
      },
      "Vary": {
        "description": "The request headers the answer depends on.",
        "required": false,
        "x-source": "facts 6.5",
        "schema": {
          "type": "string"
        }
      }
    },
    "responses": {
      "UserPage": {
        "description": "A page of users, perhaps empty.",
        "headers": {
          "X-Pagination-Total": {
            "$ref": "#/components/headers/PaginationTotal"
          },
          "X-Pagination-Pages": {
            "$ref": "#/components/headers/PaginationPages"
          },
          "X-Pagination-Page": {
            "$ref": "#/components/headers/PaginationPage"
          },
          "X-Pagination-Limit": {
            "$ref": "#/components/headers/PaginationLimit"
          },
          "X-Links-Current": {
            "$ref": "#/components/headers/LinkCurrent"
          },
          "X-Links-Next": {
            "$ref": "#/components/headers/LinkNext"
          },
          "X-Links-Previous": {
            "$ref": "#/components/headers/LinkPrevious"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "type": "array",
              "items": {
                "$ref": "#/components/schemas/User"
              }
            },
            "examples": {
              "two": {
                "summary": "Two users",
                "value": [
                  {
                    "id": 7441656,
                    "name": "Tonny Stark",
                    "email": "tonny@example.com",
                    "gender": "male",
                    "status": "active"
                  },
                  {
                    "id": 7441372,
                    "name": "Vishnu Varman III",
                    "email": "varman@example.com",
                    "gender": "female",
                    "status": "inactive"
                  }
                ]
              }
            }
          }
        }
      },
      "User": {
        "description": "The user.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/User"
            },
            "examples": {
              "tonny": {
                "summary": "One user",
                "value": {
                  "id": 5894541,
                  "name": "tonny",
                  "email": "tonny@example.com",
                  "gender": "male",
                  "status": "active"
                }
              }
            }
          }
        }
      },
      "UserCreated": {
        "description": "The new user.",
        "headers": {
          "Location": {
            "$ref": "#/components/headers/Location"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/User"
            },
            "examples": {
              "tonny": {
                "summary": "A new user",
                "value": {
                  "id": 5894541,
                  "name": "tonny",
                  "email": "tonny@example.com",
                  "gender": "male",
                  "status": "active"
                }
              }
            }
          }
        }
      },
      "PostPage": {
        "description": "A page of posts.",
        "headers": {
          "X-Pagination-Total": {
            "$ref": "#/components/headers/PaginationTotal"
          },
          "X-Pagination-Pages": {
            "$ref": "#/components/headers/PaginationPages"
          },
          "X-Pagination-Page": {
            "$ref": "#/components/headers/PaginationPage"
          },
          "X-Pagination-Limit": {
            "$ref": "#/components/headers/PaginationLimit"
          },
          "X-Links-Current": {
            "$ref": "#/components/headers/LinkCurrent"
          },
          "X-Links-Next": {
            "$ref": "#/components/headers/LinkNext"
          },
          "X-Links-Previous": {
            "$ref": "#/components/headers/LinkPrevious"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "type": "array",
              "items": {
                "$ref": "#/components/schemas/Post"
              }
            },
            "examples": {
              "one": {
                "summary": "A page of posts",
                "value": [
                  {
                    "id": 262637,
                    "user_id": 8299746,
                    "title": "A title",
                    "body": "A body"
                  }
                ]
              }
            }
          }
        }
      },
      "Post": {
        "description": "The post.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Post"
            },
            "examples": {
              "one": {
                "summary": "The post",
                "value": {
                  "id": 262637,
                  "user_id": 8299746,
                  "title": "A title",
                  "body": "A body"
                }
              }
            }
          }
        }
      },
      "PostCreated": {
        "description": "The new post.",
        "headers": {
          "Location": {
            "$ref": "#/components/headers/Location"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Post"
            },
            "examples": {
              "one": {
                "summary": "The new post",
                "value": {
                  "id": 262637,
                  "user_id": 8299746,
                  "title": "A title",
                  "body": "A body"
                }
              }
            }
          }
        }
      },
      "CommentPage": {
        "description": "A page of comments.",
        "headers": {
          "X-Pagination-Total": {
            "$ref": "#/components/headers/PaginationTotal"
          },
          "X-Pagination-Pages": {
            "$ref": "#/components/headers/PaginationPages"
          },
          "X-Pagination-Page": {
            "$ref": "#/components/headers/PaginationPage"
          },
          "X-Pagination-Limit": {
            "$ref": "#/components/headers/PaginationLimit"
          },
          "X-Links-Current": {
            "$ref": "#/components/headers/LinkCurrent"
          },
          "X-Links-Next": {
            "$ref": "#/components/headers/LinkNext"
          },
          "X-Links-Previous": {
            "$ref": "#/components/headers/LinkPrevious"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "type": "array",
              "items": {
                "$ref": "#/components/schemas/Comment"
              }
            },
            "examples": {
              "one": {
                "summary": "A page of comments",
                "value": [
                  {
                    "id": 176766,
                    "post_id": 262637,
                    "name": "Geneva",
                    "email": "geneva@example.com",
                    "body": "A body"
                  }
                ]
              }
            }
          }
        }
      },
      "Comment": {
        "description": "The comment.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Comment"
            },
            "examples": {
              "one": {
                "summary": "The comment",
                "value": {
                  "id": 176766,
                  "post_id": 262637,
                  "name": "Geneva",
                  "email": "geneva@example.com",
                  "body": "A body"
                }
              }
            }
          }
        }
      },
      "CommentCreated": {
        "description": "The new comment.",
        "headers": {
          "Location": {
            "$ref": "#/components/headers/Location"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Comment"
            },
            "examples": {
              "one": {
                "summary": "The new comment",
                "value": {
                  "id": 176766,
                  "post_id": 262637,
                  "name": "Geneva",
                  "email": "geneva@example.com",
                  "body": "A body"
                }
              }
            }
          }
        }
      },
      "TodoPage": {
        "description": "A page of todos.",
        "headers": {
          "X-Pagination-Total": {
            "$ref": "#/components/headers/PaginationTotal"
          },
          "X-Pagination-Pages": {
            "$ref": "#/components/headers/PaginationPages"
          },
          "X-Pagination-Page": {
            "$ref": "#/components/headers/PaginationPage"
          },
          "X-Pagination-Limit": {
            "$ref": "#/components/headers/PaginationLimit"
          },
          "X-Links-Current": {
            "$ref": "#/components/headers/LinkCurrent"
          },
          "X-Links-Next": {
            "$ref": "#/components/headers/LinkNext"
          },
          "X-Links-Previous": {
            "$ref": "#/components/headers/LinkPrevious"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "type": "array",
              "items": {
                "$ref": "#/components/schemas/Todo"
              }
            },
            "examples": {
              "one": {
                "summary": "A page of todos",
                "value": [
                  {
                    "id": 90001,
                    "user_id": 8299746,
                    "title": "A title",
                    "due_on": "2026-07-01T00:00:00.000+05:30",
                    "status": "pending"
                  }
                ]
              }
            }
          }
        }
      },
      "Todo": {
        "description": "The todo.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Todo"
            },
            "examples": {
              "one": {
                "summary": "The todo",
                "value": {
                  "id": 90001,
                  "user_id": 8299746,
                  "title": "A title",
                  "due_on": "2026-07-01T00:00:00.000+05:30",
                  "status": "pending"
                }
              }
            }
          }
        }
      },
      "TodoCreated": {
        "description": "The new todo.",
        "headers": {
          "Location": {
            "$ref": "#/components/headers/Location"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Todo"
            },
            "examples": {
              "one": {
                "summary": "The new todo",
                "value": {
                  "id": 90001,
                  "user_id": 8299746,
                  "title": "A title",
                  "due_on": "2026-07-01T00:00:00.000+05:30",
                  "status": "pending"
                }
              }
            }
          }
        }
      },
      "Deleted": {
        "description": "The record is gone. No body and no media type.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        }
      },
      "NotModified": {
        "description": "The copy named by If-None-Match is still the current one. Likely, never recorded.",
        "headers": {
          "ETag": {
            "$ref": "#/components/headers/ETag"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          }
        }
      },
      "Unauthorized": {
        "description": "\"Invalid token\" for an unknown token on every verb, \"Authentication failed\" for a write without one. It costs\nnothing and carries no rate-limit headers.\n",
        "headers": {
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Message"
            },
            "examples": {
              "unknownToken": {
                "summary": "A token the service does not know",
                "value": {
                  "message": "Invalid token"
                }
              },
              "noToken": {
                "summary": "A write without a token",
                "value": {
                  "message": "Authentication failed"
                }
              }
            }
          }
        }
      },
      "NotFound": {
        "description": "For this caller there is no such record.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Message"
            },
            "examples": {
              "missing": {
                "summary": "No such user",
                "value": {
                  "message": "Resource not found"
                }
              }
            }
          }
        }
      },
      "Unprocessable": {
        "description": "The values break a rule. The message names the field; nothing was written.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/FieldErrors"
            },
            "examples": {
              "allBlank": {
                "summary": "Nothing sent",
                "value": [
                  {
                    "field": "email",
                    "message": "can't be blank"
                  },
                  {
                    "field": "name",
                    "message": "can't be blank"
                  },
                  {
                    "field": "gender",
                    "message": "can't be blank, can be male of female"
                  },
                  {
                    "field": "status",
                    "message": "can't be blank"
                  }
                ]
              },
              "taken": {
                "summary": "An e-mail in use",
                "value": [
                  {
                    "field": "email",
                    "message": "has already been taken"
                  }
                ]
              }
            }
          }
        }
      },
      "TooManyRequests": {
        "description": "The token has used its budget. Nothing was done; Reset says how long to wait, in seconds. No Retry-After was ever recorded.",
        "headers": {
          "X-RateLimit-Limit": {
            "$ref": "#/components/headers/RateLimitLimit"
          },
          "X-RateLimit-Remaining": {
            "$ref": "#/components/headers/RateLimitRemaining"
          },
          "X-RateLimit-Reset": {
            "$ref": "#/components/headers/RateLimitReset"
          },
          "Cache-Control": {
            "$ref": "#/components/headers/CacheControl"
          },
          "X-Request-Id": {
            "$ref": "#/components/headers/RequestId"
          },
          "Vary": {
            "$ref": "#/components/headers/Vary"
          }
        },
        "content": {
          "application/json": {
            "schema": {
              "$ref": "#/components/schemas/Message"
            },
            "examples": {
              "spent": {
                "summary": "Budget used up",
                "value": {
                  "message": "Too many requests"
                }
              }
            }
          }
        }
      },
      "EdgeError": {
        "description": "The edge in front of the service could not reach it, now and then (one transient 502 in the recordings). It is\nno word of the application: an HTML page, to be retried where that is safe.\n",
        "x-source": "facts 5.2, facts 12.11",
        "content": {
          "text/html": {
            "schema": {
              "type": "string"
            },
            "examples": {
              "gateway": {
                "summary": "What an edge answers",
                "value": "<html><head><title>502 Bad Gateway</title></head></html>"
              }
            }
          }
        }
      }
    }
  }
} as const;
