Feature: users

Background:
  * url 'https://gorest.co.in/public/v2'
  * def token = '9b1d6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f'

Scenario: create and delete
  Given path 'users'
  And header Authorization = 'Bearer ' + token
  And request { name: 'Karate', gender: 'female', email: 'karate@example.com', status: 'active' }
  When method post
  Then status 201
  * def id = response.id
  Given path 'users', id
  And header Authorization = 'Bearer ' + token
  When method delete
  Then status 204

Scenario: no token
  Given path 'users'
  And request { name: 'Karate' }
  When method post
  Then status 401
