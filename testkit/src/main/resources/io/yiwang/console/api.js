// Talks to the admin API of the sandbox that served this page.

const BASE = 'api';
let token = sessionStorage.getItem('yiwang-token');

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `${status}`);
    this.status = status;
    this.code = problem.code;
  }
}

/** Thrown if the sandbox does not answer. */
export class Unreachable extends Error {}

export function useToken(text) {
  token = text;
  sessionStorage.setItem('yiwang-token', text);
}

async function send(method, path, body) {
  const headers = {};
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
  }
  let answer;
  try {
    answer = await fetch(`${BASE}${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
    });
  } catch (error) {
    throw new Unreachable(error.message);
  }
  if (!answer.ok) {
    let problem = {};
    try {
      problem = await answer.json();
    } catch {
      // Its status says enough.
    }
    throw new ApiError(answer.status, problem);
  }
  return answer;
}

async function json(method, path, body) {
  const answer = await send(method, path, body);
  return answer.status === 204 ? null : answer.json();
}

export const get = (path) => json('GET', path);
export const post = (path, body) => json('POST', path, body);
export const put = (path, body) => json('PUT', path, body);
export const patch = (path, body) => json('PATCH', path, body);
export const remove = (path) => json('DELETE', path);

/** Loads a picture; by script, since an img element cannot send the token. */
export async function picture(path) {
  const answer = await send('GET', path);
  return URL.createObjectURL(await answer.blob());
}

export const part = encodeURIComponent;
