// oidc-provider, a certified OpenID provider, on the loopback. Says its issuer on standard output
// and ends when its standard input does. What the citizen at the browser does is set by
// GET /citizen?acr=igs:basic or ?denies=yes.
import {createServer} from 'node:http';
import {generateKeyPairSync} from 'node:crypto';
import {Provider} from 'oidc-provider';

const [redirect, bye, secret, platformKeys] = process.argv.slice(2);

const key = (type, options, more) =>
    ({...generateKeyPairSync(type, options).privateKey.export({format: 'jwk'}), use: 'sig', ...more});

const client = (name, more) => ({
  client_id: name,
  redirect_uris: [redirect],
  post_logout_redirect_uris: [bye],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token'],
  ...more,
});

const bySecret = (alg) => client(`wallet-${alg}`, {
  client_secret: secret,
  token_endpoint_auth_method: 'client_secret_basic',
  id_token_signed_response_alg: alg,
});

const byKey = (alg) => client(`wallet-by-${alg}`, {
  token_endpoint_auth_method: 'private_key_jwt',
  token_endpoint_auth_signing_alg: alg,
  id_token_signed_response_alg: 'ES256',
  jwks: JSON.parse(platformKeys),
});

const citizen = {acr: 'igs:verified', denies: false};

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'];
  const provider = new Provider(issuer, {
    clients: [...algorithms.map(bySecret), byKey('ES256'), byKey('PS256')],
    jwks: {
      keys: [
        key('ec', {namedCurve: 'P-256'}, {kid: 'ec'}),
        key('rsa', {modulusLength: 2048}, {kid: 'rsa'}),
        key('ed25519', {}, {kid: 'ed'}),
      ],
    },
    enabledJWA: {
      idTokenSigningAlgValues: algorithms,
      clientAuthSigningAlgValues: ['ES256', 'PS256'],
    },
    acrValues: ['igs:basic', 'igs:verified', 'igs:strong'],
    scopes: ['openid', 'igs:penalties', 'igs:signing'],
    claims: {openid: ['sub', 'name', 'id_type', 'region'], acr: null, auth_time: null},
    conformIdTokenClaims: false,
    pkce: {required: () => true},
    cookies: {keys: ['of-this-test']},
    features: {
      devInteractions: {enabled: false},
      revocation: {enabled: true},
      rpInitiatedLogout: {enabled: true},
    },
    interactions: {url: (ctx, interaction) => `/interaction/${interaction.uid}`},
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    findAccount: (ctx, id) => ({
      accountId: id,
      claims: async () => ({sub: id, name: '李**', id_type: 'RESIDENT_ID', region: '330106'}),
    }),
  });

  async function interact(req, res) {
    if (citizen.denies) {
      return provider.interactionFinished(req, res, {error: 'access_denied'});
    }
    const {params} = await provider.interactionDetails(req, res);
    const grant = new provider.Grant({accountId: 'citizen-1', clientId: params.client_id});
    grant.addOIDCScope(params.scope);
    const grantId = await grant.save();
    return provider.interactionFinished(req, res, {
      login: {accountId: 'citizen-1', acr: citizen.acr},
      consent: {grantId},
    });
  }

  server.on('request', (req, res) => {
    const url = new URL(req.url, issuer);
    if (url.pathname === '/citizen') {
      citizen.acr = url.searchParams.get('acr') ?? 'igs:verified';
      citizen.denies = url.searchParams.has('denies');
      res.end();
    } else if (url.pathname.startsWith('/interaction/')) {
      interact(req, res).catch((e) => {
        res.statusCode = 500;
        res.end(String(e));
      });
    } else {
      provider.callback()(req, res);
    }
  });
  console.log(issuer);
});
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
