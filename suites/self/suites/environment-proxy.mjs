// What Node 24 does by NODE_USE_ENV_PROXY=1: fetch goes through HTTPS_PROXY and HTTP_PROXY.
import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

setGlobalDispatcher(new EnvHttpProxyAgent());
