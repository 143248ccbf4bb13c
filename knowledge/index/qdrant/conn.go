// Package qdrant keeps the index of an edition on a Qdrant server, for a catalog
// that outgrows one machine. It finds what knowledge/index finds, in the same
// order, and filters as strictly: by region (the nearest level), validity and
// audience, before anything is ranked.
//
// One edition is one collection, made by Sync beside the one that serves and
// never changed after; an alias names the newest. A collection says which
// edition, embedder and dictionary made it (Stamp), and Open refuses any other.
//
// A point has two vectors. "meaning" is that of the embedder, of length 1, so
// that its dot product is the cosine. "grams" is sparse: the BM25F of the
// characters and pairs of a thing under even numbers, and 1 for each of them
// under the odd ones, so that one product gives BM25F and cover together.
//
// PRIVACY: numbers of grams and a vector leave the process; what a citizen said
// does not.
package qdrant

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Config says where the server is. Only Addr is needed.
type Config struct {
	Addr    string        // host:port of its gRPC interface, commonly 6334
	Key     string        // API key; "" = none
	TLS     bool          // needed for a key, unless the server is on this machine
	Alias   string        // names the newest collection and begins the names of all; "" = wenban
	Timeout time.Duration // of one search; 0 = 2 s
}

// The limits of a search, and of one call of any kind: writing waits until the
// server has applied it.
const (
	searchTime = 2 * time.Second
	callTime   = time.Minute
	maxAnswer  = 64 << 20 // bytes
)

// Conn is a connection to a server. It is safe for use by several goroutines.
type Conn struct {
	client  *api.Client
	alias   string
	timeout time.Duration
}

// Dial connects and makes sure that a server answers that is not too old.
func Dial(ctx context.Context, c Config) (*Conn, error) {
	settings, err := c.settings()
	if err != nil {
		return nil, fmt.Errorf("connect to Qdrant: %w", err)
	}
	client, err := api.NewClient(settings)
	if err != nil {
		return nil, fmt.Errorf("connect to Qdrant at %s: %w", c.Addr, err)
	}
	conn := &Conn{client: client, alias: c.Alias, timeout: c.Timeout}
	if err := conn.check(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to Qdrant at %s: %w", c.Addr, err), client.Close())
	}
	return conn, nil
}

// Close ends the connection.
func (c *Conn) Close() error { return c.client.Close() }

// settings checks a configuration and fills in what it leaves open.
func (c *Config) settings() (*api.Config, error) {
	host, text, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, fmt.Errorf("the address must be host:port: %w", err)
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return nil, fmt.Errorf("the address must be host:port: port %q is none", text)
	}
	if c.Key != "" && !c.TLS && !local(host) {
		return nil, errors.New("an API key is not sent to another machine without TLS")
	}
	if c.Alias == "" {
		c.Alias = "wenban"
	}
	if strings.ContainsAny(c.Alias, "<>:\"/\\|?*\x00\x1f") || len(c.Alias) > 100 {
		return nil, fmt.Errorf("alias %.100q is no name of a collection", c.Alias)
	}
	if c.Timeout <= 0 {
		c.Timeout = searchTime
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]" // the client puts host and port together itself
	}
	return &api.Config{
		Host: host, Port: int(port), APIKey: c.Key, UseTLS: c.TLS, KeepAliveTime: 30, KeepAliveTimeout: 5,
		SkipCompatibilityCheck: true, // it would neither wait for a context nor fail: see check
		GrpcOptions: []grpc.DialOption{
			grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxAnswer), grpc.MaxCallSendMsgSize(maxAnswer)),
			grpc.WithChainUnaryInterceptor(inTime),
		},
	}, nil
}

// inTime bounds every call, so that a server that hangs is an error.
func inTime(ctx context.Context, method string, req, reply any, conn *grpc.ClientConn, call grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	return call(ctx, method, req, reply, conn, opts...)
}

func local(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// oldest is the first server that keeps what made a collection beside it.
const oldest = "1.16"

func (c *Conn) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	reply, err := c.client.HealthCheck(ctx)
	if err != nil {
		return told(ctx, err)
	}
	if older(reply.GetVersion(), oldest) {
		return fmt.Errorf("the server is version %q, at least %s is needed", reply.GetVersion(), oldest)
	}
	return nil
}

// older compares major and minor version; what cannot be read is not older.
func older(version, than string) bool {
	var a, b, c, d int
	if n, _ := fmt.Sscanf(version, "%d.%d", &a, &b); n != 2 {
		return false
	}
	_, _ = fmt.Sscanf(than, "%d.%d", &c, &d)
	return a < c || a == c && b < d
}

// told gives an error of a call its cause: who cancels wants to hear that he did.
// The server keeps the same deadline by a clock of its own and may see it pass
// first; that is the deadline too.
func told(ctx context.Context, err error) error {
	cause := ctx.Err()
	if cause == nil && status.Code(err) == codes.DeadlineExceeded {
		cause = context.DeadlineExceeded
	}
	if err == nil || cause == nil {
		return err
	}
	return fmt.Errorf("%w: %w", cause, err)
}
