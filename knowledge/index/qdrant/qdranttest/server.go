// Package qdranttest is a Qdrant server in this process, for tests: exactly the
// calls that knowledge/index/qdrant makes, over gRPC. It refuses what the real
// one refuses, and more: a filter on a field without an index, a number that is
// no number. It filters and scores every point and is slow on purpose. Where
// scores are equal the later point comes first, so that nobody relies on the
// order of a real server.
package qdranttest

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// Server is a server in this process. Set its fields before Start.
type Server struct {
	Key     string // what a call must bring; "" = anyone may call
	Version string // "" = 1.17.1
	// Before is asked before each call, by the name of its method (Upsert,
	// QueryBatch, …). Its error is that of the call: so a test lets calls fail,
	// hang until ctx is done, or stops the server in the middle. nil: no call
	// fails.
	Before func(ctx context.Context, method string) error
	// Sent is told every request as text; nil: nobody is.
	Sent func(method, text string)

	grpc        *grpc.Server
	mu          sync.Mutex
	collections map[string]*collection
	aliases     map[string]string
}

// Start serves on a free port of this machine until the test ends and returns
// its address.
func (s *Server) Start(t testing.TB) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.collections, s.aliases = map[string]*collection{}, map[string]string{}
	s.grpc = grpc.NewServer(
		grpc.UnaryInterceptor(s.enter), grpc.MaxRecvMsgSize(256<<20),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second, PermitWithoutStream: true}),
	)
	api.RegisterQdrantServer(s.grpc, health{s: s})
	api.RegisterCollectionsServer(s.grpc, collections{s: s})
	api.RegisterPointsServer(s.grpc, points{s: s})
	go s.grpc.Serve(l) // ends with Stop
	t.Cleanup(s.grpc.Stop)
	return l.Addr().String()
}

// Collections is how many collections there are.
func (s *Server) Collections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.collections)
}

// Stop ends the server at once, with all calls that are under way.
func (s *Server) Stop() { s.grpc.Stop() }

// enter checks the key and asks Before.
func (s *Server) enter(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	if md, _ := metadata.FromIncomingContext(ctx); s.Key != "" && (len(md["api-key"]) != 1 || md["api-key"][0] != s.Key) {
		return nil, status.Error(codes.Unauthenticated, "Must provide an API key or an Authorization bearer token")
	}
	if s.Sent != nil {
		s.Sent(base(info.FullMethod), prototext.Format(req.(proto.Message)))
	}
	if s.Before != nil {
		if err := s.Before(ctx, base(info.FullMethod)); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return handle(ctx, req)
}

func base(method string) string {
	for i := len(method) - 1; i >= 0; i-- {
		if method[i] == '/' {
			return method[i+1:]
		}
	}
	return method
}

type health struct {
	api.UnimplementedQdrantServer
	s *Server
}

func (h health) HealthCheck(context.Context, *api.HealthCheckRequest) (*api.HealthCheckReply, error) {
	version := h.s.Version
	if version == "" {
		version = "1.17.1"
	}
	return &api.HealthCheckReply{Title: "qdrant - vector search engine", Version: version}, nil
}

func invalid(format string, args ...any) error {
	return status.Errorf(codes.InvalidArgument, "Wrong input: "+format, args...)
}
