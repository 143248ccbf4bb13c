// Package signintest is a small OpenID provider with invented people, for tests
// and for trying signing in with no other server. It vouches for whoever is
// clicked on: never let anybody sign in with it who should not be let in.
package signintest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Person is somebody whom the provider vouches for.
type Person struct {
	Subject string
	Name    string
	About   string         // a line for whoever chooses whom to be
	Claims  map[string]any // besides sub
}

// Client is a program that may ask.
type Client struct {
	ID, Secret string
	Back       []string // addresses that browsers are sent back to
	Home       []string // addresses that browsers are sent to after signing out
	Ended      string   // address that is told of sign-outs; "": none
}

// Provider is an OpenID provider. Its zero value with an Issuer works and knows
// nobody.
type Provider struct {
	Issuer  string // where it is reached, with the path before its endpoints
	Name    string
	People  []Person
	Clients []Client
	Now     func() time.Time                      // nil: time.Now
	Post    func(address string, form url.Values) // tells of a sign-out; nil: over HTTP

	// For tests: what is wrong with it. Each may be nil.
	Claims func(claims map[string]any)                       // changes what an ID token says
	Token  func(claims map[string]any) string                // makes the ID token
	Back   func(q url.Values)                                // changes what the browser brings back
	Info   func(claims map[string]any)                       // changes the user info
	Down   func(w http.ResponseWriter, r *http.Request) bool // answers in its place

	once  sync.Once
	key   *rsa.PrivateKey
	mu    sync.Mutex
	codes map[string]grant  // by code
	given map[string]grant  // by access token
	open  map[string]string // subject, by session
	asked map[string]int    // requests, by path
}

// grant is that somebody said yes.
type grant struct {
	client, back, nonce, challenge, sid string
	person                              Person
	until                               time.Time
}

func (p *Provider) start() {
	p.once.Do(func() {
		p.key, _ = rsa.GenerateKey(rand.Reader, 2048) // never fails
		p.codes, p.given, p.open, p.asked = map[string]grant{}, map[string]grant{}, map[string]string{}, map[string]int{}
	})
}

func (p *Provider) now() time.Time {
	if p.Now == nil {
		return time.Now()
	}
	return p.Now()
}

// Asked returns how often a path was asked for.
func (p *Provider) Asked(path string) int {
	p.start()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked[path]
}

// ServeHTTP answers below the path of the issuer.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.start()
	issuer, err := url.Parse(p.Issuer)
	if err != nil {
		http.Error(w, "bad issuer", http.StatusInternalServerError)
		return
	}
	path := strings.TrimPrefix(r.URL.Path, issuer.Path)
	p.mu.Lock()
	p.asked[path]++
	p.mu.Unlock()
	if p.Down != nil && p.Down(w, r) {
		return
	}
	routes := map[string]http.HandlerFunc{
		"GET /.well-known/openid-configuration": p.configuration,
		"GET /keys":                             p.keys, "GET /authorize": p.choose, "POST /authorize": p.chosen, "POST /token": p.token, "GET /userinfo": p.userInfo, "GET /logout": p.logout,
	}
	if h, ok := routes[r.Method+" "+path]; ok {
		h(w, r)
		return
	}
	http.NotFound(w, r)
}

func (p *Provider) configuration(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token", "jwks_uri": p.Issuer + "/keys",
		"userinfo_endpoint": p.Issuer + "/userinfo", "end_session_endpoint": p.Issuer + "/logout", "authorization_response_iss_parameter_supported": true,
		"id_token_signing_alg_values_supported": []string{"RS256"}, "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"code_challenge_methods_supported": []string{"S256"}, "backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
	})
}

// KeyID names the key of a provider.
const KeyID = "sample"

// Key is the key that a provider signs with.
func (p *Provider) Key() *rsa.PrivateKey {
	p.start()
	return p.key
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &p.key.PublicKey, KeyID: KeyID, Algorithm: "RS256", Use: "sig"}}})
}

var choosing = template.Must(template.New("").Parse(`<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Name}}</title></head>
<body><main><h1>{{.Name}}</h1><p>这是试用的模拟服务，人和号码都是虚构的。您是谁？</p>
<form method="post"><input type="hidden" name="query" value="{{.Query}}">
{{range .People}}<p><button name="person" value="{{.Subject}}">{{.Name}}</button> {{.About}}</p>
{{end}}</form></main></body></html>
`))

// choose asks who somebody is; who is signed in already is not asked.
func (p *Provider) choose(w http.ResponseWriter, r *http.Request) {
	if _, why := p.client(r.URL.Query()); why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	if c, err := r.Cookie("simulator_session"); err == nil {
		p.mu.Lock()
		subject, ok := p.open[c.Value]
		p.mu.Unlock()
		if person, known := p.person(subject); ok && known {
			p.send(w, r, r.URL.Query(), person, c.Value)
			return
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = choosing.Execute(w, struct { // the browser went away: nothing to do
		*Provider
		Query string
	}{p, r.URL.RawQuery})
}

// chosen signs in who was clicked on.
func (p *Provider) chosen(w http.ResponseWriter, r *http.Request) {
	q, err := url.ParseQuery(r.PostFormValue("query"))
	person, ok := p.person(r.PostFormValue("person"))
	if _, why := p.client(q); err != nil || !ok || why != "" {
		http.Error(w, "bad request "+why, http.StatusBadRequest)
		return
	}
	sid := rand.Text()
	p.mu.Lock()
	p.open[sid] = person.Subject
	p.mu.Unlock()
	http.SetCookie(w, &http.Cookie{Name: "simulator_session", Value: sid, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	p.send(w, r, q, person, sid)
}

// client returns who asks, or why they may not.
func (p *Provider) client(q url.Values) (Client, string) {
	i := slices.IndexFunc(p.Clients, func(c Client) bool { return c.ID == q.Get("client_id") })
	switch {
	case i < 0:
		return Client{}, "unknown client"
	case !slices.Contains(p.Clients[i].Back, q.Get("redirect_uri")):
		return Client{}, "unknown redirect_uri"
	case q.Get("response_type") != "code", q.Get("code_challenge_method") != "S256", q.Get("code_challenge") == "", q.Get("state") == "":
		return Client{}, "want code, S256 and state"
	}
	return p.Clients[i], ""
}

func (p *Provider) person(subject string) (Person, bool) {
	i := slices.IndexFunc(p.People, func(x Person) bool { return x.Subject == subject })
	if i < 0 {
		return Person{}, false
	}
	return p.People[i], true
}

// send sends a browser back with a code.
func (p *Provider) send(w http.ResponseWriter, r *http.Request, q url.Values, person Person, sid string) {
	code := rand.Text()
	p.mu.Lock()
	p.codes[code] = grant{q.Get("client_id"), q.Get("redirect_uri"), q.Get("nonce"), q.Get("code_challenge"), sid, person, p.now().Add(time.Minute)}
	p.mu.Unlock()
	back := url.Values{"code": {code}, "state": {q.Get("state")}, "iss": {p.Issuer}}
	if p.Back != nil {
		p.Back(back)
	}
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+back.Encode(), http.StatusSeeOther)
}

// token redeems a code, once.
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if ok { // RFC 6749 2.3.1: form-encoded
		id, _ = url.QueryUnescape(id)
		secret, _ = url.QueryUnescape(secret)
	} else {
		id, secret = r.PostFormValue("client_id"), r.PostFormValue("client_secret")
	}
	known := slices.ContainsFunc(p.Clients, func(c Client) bool {
		return c.ID == id && subtle.ConstantTimeCompare([]byte(c.Secret), []byte(secret)) == 1
	})
	if !known {
		reply(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
		return
	}
	p.mu.Lock()
	g, found := p.codes[r.PostFormValue("code")]
	delete(p.codes, r.PostFormValue("code"))
	p.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	if !found || g.client != id || g.back != r.PostFormValue("redirect_uri") || g.challenge != challenge || p.now().After(g.until) {
		reply(w, http.StatusBadRequest, map[string]any{"error": "invalid_grant"})
		return
	}
	access := rand.Text()
	p.mu.Lock()
	p.given[access] = g
	p.mu.Unlock()
	reply(w, http.StatusOK, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": p.idToken(g)})
}

func (p *Provider) idToken(g grant) string {
	claims := map[string]any{
		"iss": p.Issuer, "sub": g.person.Subject, "aud": g.client, "nonce": g.nonce, "sid": g.sid,
		"iat": p.now().Unix(), "exp": p.now().Add(5 * time.Minute).Unix(),
	}
	if p.Claims != nil {
		p.Claims(claims)
	}
	if p.Token != nil {
		return p.Token(claims)
	}
	return p.Sign(claims)
}

// Sign makes a token of the provider.
func (p *Provider) Sign(claims map[string]any) string {
	p.start()
	return SignWith(jose.SigningKey{Algorithm: jose.RS256, Key: p.key}, claims, map[string]any{"kid": KeyID})
}

// SignWith makes a token with any key and header.
func SignWith(key jose.SigningKey, claims, header map[string]any) string {
	o := &jose.SignerOptions{}
	for name, value := range header {
		o.WithHeader(jose.HeaderKey(name), value)
	}
	body, _ := json.Marshal(claims) // plain values always encode
	signer, err := jose.NewSigner(key, o)
	if err != nil {
		panic(fmt.Sprintf("signer %s: %v", key.Algorithm, err)) // of a test
	}
	signed, err := signer.Sign(body)
	if err != nil {
		panic(fmt.Sprintf("sign %s: %v", key.Algorithm, err)) // of a test
	}
	raw, _ := signed.CompactSerialize() // it has one signature
	return raw
}

func (p *Provider) userInfo(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	g, ok := p.given[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	p.mu.Unlock()
	if !ok {
		reply(w, http.StatusUnauthorized, map[string]any{"error": "invalid_token"})
		return
	}
	claims := map[string]any{"sub": g.person.Subject}
	for name, value := range g.person.Claims {
		claims[name] = value
	}
	if p.Info != nil {
		p.Info(claims)
	}
	reply(w, http.StatusOK, claims)
}

// logout ends the session of a browser here, tells the clients, and sends it
// home.
func (p *Provider) logout(w http.ResponseWriter, r *http.Request) {
	if c, err := r.Cookie("simulator_session"); err == nil {
		p.End(c.Value)
	}
	http.SetCookie(w, &http.Cookie{Name: "simulator_session", Path: "/", MaxAge: -1})
	home := r.URL.Query().Get("post_logout_redirect_uri")
	for _, c := range p.Clients {
		if c.ID == r.URL.Query().Get("client_id") && slices.Contains(c.Home, home) {
			http.Redirect(w, r, home, http.StatusSeeOther)
			return
		}
	}
	_, _ = w.Write([]byte("已退出")) // the browser went away: nothing to do
}

// End ends a session and tells the clients.
func (p *Provider) End(sid string) {
	p.mu.Lock()
	subject, ok := p.open[sid]
	delete(p.open, sid)
	p.mu.Unlock()
	if !ok {
		return
	}
	for _, c := range p.Clients {
		if c.Ended != "" {
			p.post(c.Ended, url.Values{"logout_token": {p.LogoutToken(c.ID, subject, sid)}})
		}
	}
}

// LogoutToken tells a client that a session has ended.
func (p *Provider) LogoutToken(client, subject, sid string) string {
	return p.Sign(p.LogoutClaims(client, subject, sid))
}

// LogoutClaims are what a LogoutToken says.
func (p *Provider) LogoutClaims(client, subject, sid string) map[string]any {
	return map[string]any{
		"iss": p.Issuer, "aud": client, "sub": subject, "sid": sid, "jti": rand.Text(),
		"iat": p.now().Unix(), "exp": p.now().Add(2 * time.Minute).Unix(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}},
	}
}

// Sessions are the sessions that are open, by subject.
func (p *Provider) Sessions() map[string][]string {
	p.start()
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string][]string{}
	for sid, subject := range p.open {
		out[subject] = append(out[subject], sid)
	}
	return out
}

func (p *Provider) post(address string, form url.Values) {
	if p.Post != nil {
		p.Post(address, form)
		return
	}
	client := http.Client{Timeout: 5 * time.Second}
	if r, err := client.PostForm(address, form); err == nil {
		_ = r.Body.Close() // whether it was heard is for the client to see
	}
}

func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client went away: nothing to do
}
