// Package outside is the one way in which hand-offs leave the machine over
// HTTP. The address of a case system is set by whoever runs Wenban and is
// checked like one that a stranger wrote: the target is judged after its name
// was resolved, at the moment of dialling, so that no name, redirect or change
// of DNS leads to the inside of the network.
package outside

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Limits of one call.
const (
	MaxAnswer  = 4 << 20          // bytes of a body that is read
	Patience   = 20 * time.Second // from the first packet to the last byte of the answer
	maxHeaders = 64 << 10
	connecting = 5 * time.Second
)

// Errors of a call.
var (
	ErrTarget  = errors.New("不允许访问这个地址")
	ErrBig     = errors.New("对方的回答太长")
	ErrPacked  = errors.New("对方的回答是压缩过的")
	ErrAddress = errors.New("网址不合要求")
)

// Client makes calls to one case system.
type Client struct{ http *http.Client }

// New returns a client. private allows addresses inside the network, where case
// systems do stand; addresses of the link (169.254.0.0/16, where clouds keep
// their metadata), of groups and of nobody are never allowed.
//
// It follows no redirect, believes no proxy of the environment, verifies the
// certificate (TLS 1.2 or later, the roots of the machine), and asks for
// nothing packed.
func New(private bool) *Client {
	dialer := &net.Dialer{Timeout: connecting, KeepAlive: 30 * time.Second, ControlContext: guard(private)}
	return &Client{&http.Client{
		Timeout:       Patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: connecting, ResponseHeaderTimeout: Patience, IdleConnTimeout: time.Minute,
			MaxResponseHeaderBytes: maxHeaders, MaxIdleConnsPerHost: 8, DisableCompression: true, ForceAttemptHTTP2: true,
		},
	}}
}

// Address checks the address of a case system: https, or http where private
// addresses are allowed; no user, no query, no fragment.
func Address(raw string, private bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return nil, fmt.Errorf("%w：应是 https://主机/路径", ErrAddress)
	case u.User != nil:
		return nil, fmt.Errorf("%w：不能带用户名或密码", ErrAddress)
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, fmt.Errorf("%w：不能带 ? 或 # 后面的部分", ErrAddress)
	case u.Scheme != "https" && !(u.Scheme == "http" && private):
		return nil, fmt.Errorf("%w：要用 https；只有内网的工单系统可以用 http", ErrAddress)
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	return u, nil
}

// Answer is what came back, whole.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Do makes a call and reads the whole answer. The error says that there is none
// that could be judged: whether the other side did something is unknown then.
func (c *Client) Do(ctx context.Context, r *http.Request) (Answer, error) {
	res, err := c.http.Do(r.WithContext(ctx))
	if err != nil {
		return Answer{}, plain(err)
	}
	defer res.Body.Close()
	if packed := res.Header.Get("Content-Encoding"); packed != "" && !strings.EqualFold(packed, "identity") {
		return Answer{}, ErrPacked // nobody asked for it, and it may be a bomb
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, MaxAnswer+1))
	if err != nil {
		return Answer{}, fmt.Errorf("read the answer: %w", plain(err))
	}
	if len(body) > MaxAnswer {
		return Answer{}, ErrBig
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

// plain takes the address out of an error: a query may hold a key.
func plain(err error) error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// guard judges an address once it is known, before anything is sent to it.
func guard(private bool) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !Allowed(to.Addr(), private) {
			return fmt.Errorf("%w：%s", ErrTarget, address)
		}
		return nil
	}
}

// inside are networks that are not public though netip does not say so.
var inside = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

// Allowed reports whether an address may be called; see New.
func Allowed(a netip.Addr, private bool) bool {
	a = a.Unmap().WithZone("")
	switch {
	case !a.IsValid() || a.IsUnspecified() || a.IsMulticast() || a.IsLinkLocalUnicast():
		return false
	case a.IsLoopback() || a.IsPrivate() || netip.MustParsePrefix("100.64.0.0/10").Contains(a):
		return private
	}
	for _, p := range inside {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsGlobalUnicast()
}

// Dial replaces how connections are made, and with it the judgement of targets;
// it is for tests.
func (c *Client) Dial(dial func(ctx context.Context, network, address string) (net.Conn, error)) {
	c.http.Transport.(*http.Transport).DialContext = dial
}
