// The page asks its own address; the server of the other examples answers.
export default { server: { proxy: { "/api": "http://127.0.0.1:3000" } } };
