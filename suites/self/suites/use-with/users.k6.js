import { check } from "k6";
import http from "k6/http";

const BASE = "https://gorest.co.in/public/v2";
const headers = { Authorization: "Bearer 7b1d6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f6e4d1f" };

export default () => {
  check(http.get(`${BASE}/users`, { headers, timeout: "90s" }), { 200: ({ status }) => status === 200 });
};
