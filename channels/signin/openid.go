package signin

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"wenban/knowledge/store"
)

// OpenID is a provider of identities, and what we are to it.
type OpenID struct {
	Issuer, ClientID, ClientSecret string
	Site                           string                // our own origin as browsers see it; never taken from a request
	Claims                         map[string]string     // which claim holds what, where it is not its usual one: name, phone_number, id_card, address, enterprise
	RoleClaim                      string                // claim with the roles of staff; "": the provider does not say, and each has the roles of our own people
	Roles                          map[string]store.Role // what its values mean; others mean nothing
	Scopes                         []string              // besides openid
}

// skew is how far the clocks of a provider and of ours may differ.
const skew = time.Minute

// algorithms are those that a token may be signed with: none in which whoever
// can check can also sign.
var algorithms = []string{oidc.RS256, oidc.PS256, oidc.ES256, oidc.EdDSA}

// Bounds of what a provider may answer.
const (
	answerLimit = 1 << 20 // bytes
	tokenLimit  = 64 << 10
	answerTime  = 10 * time.Second
)

// provider talks to an OpenID provider. It is found when it is first needed, so
// that we start while it is down.
type provider struct {
	OpenID
	kind   string
	back   string // path that it sends browsers back to
	client *http.Client
	now    func() time.Time

	mu    sync.Mutex
	found *discovered
	tried time.Time
	fault error
}

// discovered is what a provider says of itself.
type discovered struct {
	*oidc.Provider
	verifier *oidc.IDTokenVerifier
	oauth    oauth2.Config
	says     metadata
}

type metadata struct {
	Keys        string   `json:"jwks_uri"`
	EndSession  string   `json:"end_session_endpoint"`
	NamesItself bool     `json:"authorization_response_iss_parameter_supported"`
	Methods     []string `json:"token_endpoint_auth_methods_supported"`
}

func newProvider(o *OpenID, kind, back string, now func() time.Time) *provider {
	if o == nil {
		return nil
	}
	return &provider{OpenID: *o, kind: kind, back: back, now: now, client: &http.Client{
		Timeout: answerTime, Transport: bounded{http.DefaultTransport.(*http.Transport).Clone()},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return errors.New("an OpenID provider does not redirect programs")
		},
	}}
}

// again is how long after a failure a provider is looked for anew.
const again = 10 * time.Second

// discover returns what the provider says of itself, which is asked once.
func (p *provider) discover(ctx context.Context) (*discovered, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil || p.fault != nil && p.now().Sub(p.tried) < again {
		return p.found, p.fault
	}
	p.found, p.fault = p.look(context.WithoutCancel(ctx)) // bounded by the client
	p.tried = p.now()
	return p.found, p.fault
}

func (p *provider) look(ctx context.Context) (*discovered, error) {
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.client), p.Issuer)
	if err != nil {
		return nil, fmt.Errorf("find OpenID provider %s: %w", p.Issuer, err)
	}
	d := &discovered{Provider: found}
	if err := found.Claims(&d.says); err != nil {
		return nil, fmt.Errorf("read what %s says of itself: %w", p.Issuer, err)
	}
	keys := *p.client
	keys.Transport = &calm{next: p.client.Transport, now: p.now}
	d.verifier = oidc.NewVerifier(p.Issuer, oidc.NewRemoteKeySet(oidc.ClientContext(ctx, &keys), d.says.Keys), &oidc.Config{
		ClientID: p.ClientID, SupportedSigningAlgs: algorithms, SkipExpiryCheck: true, // it allows five minutes: see inTime
	})
	d.oauth = oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.Site + p.back,
		Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
	}
	d.oauth.Endpoint.AuthStyle = p.style(d.says.Methods)
	return d, nil
}

// style is how we say to a provider who we are: as it wants it, and not by
// trying, which would use a code twice.
func (p *provider) style(methods []string) oauth2.AuthStyle {
	if p.ClientSecret == "" || len(methods) > 0 && !slices.Contains(methods, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// proven is what a provider vouches for about whoever signed in.
type proven struct {
	subject string
	sid     string
	claims  map[string]any
}

// redeem exchanges a code for what the provider vouches for.
func (p *provider) redeem(ctx context.Context, d *discovered, code string, f flow) (proven, error) {
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), 2*answerTime)
	defer cancel()
	token, err := d.oauth.Exchange(ctx, code, oauth2.VerifierOption(f.verifier()))
	if err != nil {
		return proven{}, fmt.Errorf("redeem a code: %w", err)
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" || len(raw) > tokenLimit {
		return proven{}, fmt.Errorf("the ID token has %d bytes, want 1 to %d", len(raw), tokenLimit)
	}
	id, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		return proven{}, err
	}
	who, err := p.check(id, f.nonce())
	if err != nil {
		return proven{}, err
	}
	return who, p.addUserInfo(ctx, d, token, &who)
}

// check holds an ID token, whose signature, issuer and audience were verified,
// against what else must be true of it.
func (p *provider) check(id *oidc.IDToken, nonce string) (proven, error) {
	var c struct {
		For       string   `json:"azp"`
		NotBefore *float64 `json:"nbf"`
		SID       string   `json:"sid"`
	}
	who := proven{subject: id.Subject}
	if err := errors.Join(id.Claims(&c), id.Claims(&who.claims)); err != nil {
		return proven{}, fmt.Errorf("read the claims: %w", err)
	}
	who.sid = c.SID
	switch {
	case id.Subject == "" || len(id.Subject) > 255:
		return proven{}, errors.New("the subject is missing or too long")
	case len(id.Audience) > 1 && c.For == "", c.For != "" && c.For != p.ClientID:
		return proven{}, errors.New("the token was made for another client (azp)")
	case id.Nonce == "" || id.Nonce != nonce:
		return proven{}, errors.New("the token is not of this sign-in (nonce)")
	case c.NotBefore != nil && time.Unix(int64(*c.NotBefore), 0).After(p.now().Add(skew)):
		return proven{}, errors.New("the token is not valid yet (nbf)")
	}
	return who, inTime(p.now(), id.IssuedAt, id.Expiry)
}

// inTime refuses a token that is over, or that was made in the future.
func inTime(now, issued, expires time.Time) error {
	switch {
	case now.After(expires.Add(skew)):
		return errors.New("the token is over (exp)")
	case issued.IsZero() || issued.After(now.Add(skew)):
		return errors.New("the token was made in the future, or at no time (iat)")
	}
	return nil
}

// addUserInfo adds the claims of the user info endpoint, where there is one. It
// must be about the same subject.
func (p *provider) addUserInfo(ctx context.Context, d *discovered, token *oauth2.Token, who *proven) error {
	if d.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("ask for user info: %w", err)
	}
	if info.Subject != who.subject {
		return errors.New("the user info is about another subject")
	}
	return info.Claims(&who.claims)
}

// bounded cuts off answers that are too big.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	got, err := b.next.RoundTrip(r)
	if err == nil {
		got.Body = http.MaxBytesReader(nil, got.Body, answerLimit)
	}
	return got, err
}

// calm asks for the keys of a provider at most once a minute, whatever tokens
// come in, and after a failure every ten seconds: in between it gives the last
// answer again.
type calm struct {
	next http.RoundTripper
	now  func() time.Time

	mu     sync.Mutex
	at     time.Time
	status int
	body   []byte
	err    error
}

func (c *calm) RoundTrip(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	pause := time.Minute
	if c.err != nil || c.status != http.StatusOK {
		pause = again
	}
	if c.at.IsZero() || c.now().Sub(c.at) >= pause {
		c.at, c.err = c.now(), c.fetch(r)
	}
	if c.err != nil {
		return nil, c.err
	}
	return &http.Response{
		Status: http.StatusText(c.status), StatusCode: c.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)),
	}, nil
}

func (c *calm) fetch(r *http.Request) error {
	got, err := c.next.RoundTrip(r)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	c.status = got.StatusCode
	c.body, err = io.ReadAll(got.Body)
	return err
}

// granted returns the roles that a provider grants, nil where it does not say.
func (p *provider) granted(claims map[string]any) []string {
	if p.RoleClaim == "" {
		return nil
	}
	roles := []string{}
	for _, value := range list(claims[p.RoleClaim]) {
		if r, ok := p.Roles[value]; ok && !slices.Contains(roles, string(r)) {
			roles = append(roles, string(r))
		}
	}
	return roles
}

// list is a claim that is one text or a list of them.
func list(claim any) (all []string) {
	switch c := claim.(type) {
	case string:
		return []string{c}
	case []any:
		for _, v := range c {
			if s, ok := v.(string); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// identity reads what a provider says about a citizen. A claim that is missing,
// of another kind or longer than any honest one is left out.
func (p *provider) identity(claims map[string]any) Identity {
	claim := func(usual string) any {
		if other := p.Claims[usual]; other != "" {
			return claims[other]
		}
		return claims[usual]
	}
	i := Identity{Name: said(claim("name")), IDCard: said(claim("id_card")), Address: said(claim("address")), Phone: said(claim("phone_number"))}
	if verified, ok := claims["phone_number_verified"].(bool); ok && !verified {
		i.Phone = ""
	}
	if e, ok := claim("enterprise").(map[string]any); ok {
		i.Enterprise = &Enterprise{Name: said(e["name"]), USCC: said(e["uscc"]), LegalPerson: said(e["legal_person"]), Address: said(e["address"])}
	}
	return i
}

// said is a claim that is a text, or an address as OpenID has it.
func said(claim any) string {
	if a, ok := claim.(map[string]any); ok {
		claim = a["formatted"]
	}
	s, _ := claim.(string)
	return plainText(s)
}
