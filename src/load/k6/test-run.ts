/** A TestRun for the k6 operator that runs a script of this id from a config map; the token comes from a secret. */
export const testRunOf = (id: string): string => `# kubectl create configmap gorest-${id} --from-file=${id}.js
# kubectl create secret generic gorest --from-literal=token="$GOREST_TOKEN" --from-literal=second-token="$GOREST_SECOND_TOKEN"
apiVersion: k6.io/v1alpha1
kind: TestRun
metadata:
  name: gorest-${id}
spec:
  # The operator splits the arrivals over this many runners; the sum stays the same.
  parallelism: 4
  script:
    configMap:
      name: gorest-${id}
      file: ${id}.js
  runner:
    env:
      - name: GOREST_BASE_URL
        value: https://gorest.co.in/public/v2
      - name: GOREST_TOKEN
        valueFrom:
          secretKeyRef:
            name: gorest
            key: token
      - name: GOREST_SECOND_TOKEN
        valueFrom:
          secretKeyRef:
            name: gorest
            key: second-token
            optional: true
`;
