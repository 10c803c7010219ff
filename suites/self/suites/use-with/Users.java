import static io.restassured.RestAssured.given;

public class Users {
  public static void main(String[] args) {
    String token = "8b1d6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f";
    String body = "{\"name\":\"Rest\",\"gender\":\"male\",\"email\":\"rest@example.com\",\"status\":\"active\"}";
    Object id = given().header("Authorization", "Bearer " + token).contentType("application/json").body(body)
        .post("https://gorest.co.in/public/v2/users").then().statusCode(201).extract().path("id");
    given().header("Authorization", "Bearer " + token).delete("https://gorest.co.in/public/v2/users/" + id).then().statusCode(204);
    given().contentType("application/json").body(body).post("https://gorest.co.in/public/v2/users").then().statusCode(401);
    System.out.println("passed");
  }
}
