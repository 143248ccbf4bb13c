// Package library asks an electronic-licence library (电子证照库) over HTTP.
//
//	POST {address}/licences
//	Wenban-Key: {name of the key}
//	Wenban-Time: {seconds since 1970}
//	Wenban-Nonce: {32 hex digits, never the same}
//	Wenban-Signature: {hex of HMAC-SHA256, see Sign}
//	Content-Type: application/json
//
//	{"name": "…", "id_card": "…"}  or  {"name": "…", "uscc": "…"}
//
//	200 {"licences": [{"name", "number", "issuer", "issued", "expires", "revoked", "trust", "fields": {…}}]}
//
// PRIVACY: whose licences are asked for stands in the body, never in the address;
// neither is logged nor part of an error.
package library

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"time"

	"wenban/assistant/form"
	"wenban/assistant/handoff/outside"
)

// Limits of one answer.
const (
	Patience    = 4 * time.Second // somebody is waiting for the page
	MaxLicences = 200             // held by one citizen or enterprise
	maxFields   = 60              // of a licence
)

// Config says which library is asked, and how.
type Config struct {
	Address string // https://host/path, or http:// where Private
	Key     string // name of the key with which requests are signed
	Secret  []byte // the key, at least 16 bytes
	Private bool   // the library stands inside the network
}

// Client asks a library. It implements form.Library.
type Client struct {
	address string
	config  Config
	http    *outside.Client
	now     func() time.Time
}

// New returns a client, or why the configuration is of no use.
func New(c Config) (*Client, error) {
	u, err := outside.Address(c.Address, c.Private)
	if err != nil {
		return nil, fmt.Errorf("电子证照库的地址：%w", err)
	}
	if c.Key == "" || len(c.Secret) < 16 {
		return nil, errors.New("电子证照库的签名密钥要有名字，并且至少16个字节")
	}
	return &Client{address: u.JoinPath("licences").String(), config: c, http: outside.New(c.Private), now: time.Now}, nil
}

// Licences returns what the library has for a citizen or an enterprise. Every
// failure is a form.ErrOutage: only an answer that was read whole and makes
// sense says that somebody holds no licence.
func (c *Client) Licences(ctx context.Context, h form.Holder) ([]form.Licence, error) {
	ctx, cancel := context.WithTimeout(ctx, Patience)
	defer cancel()
	request, err := c.request(ctx, h)
	if err != nil {
		return nil, outage(err)
	}
	answer, err := c.http.Do(ctx, request)
	if err != nil {
		return nil, outage(err)
	}
	licences, err := read(answer)
	if err != nil {
		return nil, outage(err)
	}
	return licences, nil
}

// outage says that there is no answer, and for the operator why.
func outage(err error) error { return fmt.Errorf("%w (%w)", form.ErrOutage, err) }

func (c *Client) request(ctx context.Context, h form.Holder) (*http.Request, error) {
	body, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, 16)
	_, _ = rand.Read(nonce) // never fails
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Wenban-Key", c.config.Key)
	r.Header.Set("Wenban-Time", strconv.FormatInt(c.now().Unix(), 10))
	r.Header.Set("Wenban-Nonce", hex.EncodeToString(nonce))
	r.Header.Set("Wenban-Signature", Sign(c.config.Secret, r, body))
	return r, nil
}

// Sign returns the signature of a request: HMAC-SHA256, in hex, over method,
// path, time, nonce and the SHA-256 of the body in hex, each followed by a line
// feed.
func Sign(secret []byte, r *http.Request, body []byte) string {
	sum := sha256.Sum256(body)
	mac := hmac.New(sha256.New, secret)
	for _, s := range []string{r.Method, r.URL.EscapedPath(), r.Header.Get("Wenban-Time"), r.Header.Get("Wenban-Nonce"), hex.EncodeToString(sum[:])} {
		mac.Write([]byte(s + "\n"))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// read takes an answer apart, and refuses one that is none.
func read(a outside.Answer) ([]form.Licence, error) {
	if kind, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type")); a.Status != http.StatusOK || kind != "application/json" {
		return nil, fmt.Errorf("status %d, %q", a.Status, kind)
	}
	var got struct {
		Licences *[]form.Licence `json:"licences"`
	}
	if err := json.Unmarshal(a.Body, &got); err != nil || got.Licences == nil {
		return nil, errors.New("the answer has no list of licences")
	}
	if len(*got.Licences) > MaxLicences {
		return nil, fmt.Errorf("%d licences, at most %d are taken", len(*got.Licences), MaxLicences)
	}
	for _, l := range *got.Licences {
		if err := sound(l); err != nil {
			return nil, err
		}
	}
	return *got.Licences, nil
}

// sound refuses a licence that cannot be one. Its content is not repeated.
func sound(l form.Licence) error {
	_, issued := time.Parse(time.DateOnly, l.Issued)
	_, expires := time.Parse(time.DateOnly, l.Expires)
	switch {
	case l.Name == "" || l.Number == "" || len(l.Fields) > maxFields:
		return errors.New("a licence without name or number, or with too many fields")
	case l.Issued != "" && issued != nil, l.Expires != "" && expires != nil:
		return errors.New("a licence with a date that is none")
	case l.Trust != "" && l.Trust != form.Organ && l.Trust != form.Verified && l.Trust != form.Uploaded && l.Trust != form.Declared:
		return errors.New("a licence with an unknown level of trust")
	}
	return nil
}
