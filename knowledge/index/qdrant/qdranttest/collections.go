package qdranttest

import (
	"context"
	"maps"
	"slices"
	"strings"

	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// collection is one collection: its layout, the indexes of its payload, its
// points.
type collection struct {
	made    *api.CreateCollection
	indexed map[string]api.FieldType
	points  map[string]*api.PointStruct // by id as text
}

// collection returns a collection by name or alias.
func (s *Server) collection(name string) (*collection, error) {
	if to, ok := s.aliases[name]; ok {
		name = to
	}
	c, ok := s.collections[name]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "Not found: Collection `%s` doesn't exist!", name)
	}
	return c, nil
}

type collections struct {
	api.UnimplementedCollectionsServer
	s *Server
}

func (c collections) Create(_ context.Context, r *api.CreateCollection) (*api.CollectionOperationResponse, error) {
	name := r.GetCollectionName()
	if name == "" || len(name) > 255 || strings.ContainsAny(name, "<>:\"/\\|?*\x00\x1f") {
		return nil, invalid("collection name %q", name)
	}
	if c.s.collections[name] != nil || c.s.aliases[name] != "" {
		return nil, status.Errorf(codes.AlreadyExists, "Wrong input: Collection `%s` already exists!", name)
	}
	for vector, p := range r.GetVectorsConfig().GetParamsMap().GetMap() {
		if p.GetSize() < 1 || p.GetSize() > 65536 || p.GetDistance() != api.Distance_Dot {
			return nil, invalid("vector %s of size %d and distance %s", vector, p.GetSize(), p.GetDistance())
		}
	}
	c.s.collections[name] = &collection{made: r, indexed: map[string]api.FieldType{}, points: map[string]*api.PointStruct{}}
	return &api.CollectionOperationResponse{Result: true}, nil
}

func (c collections) Delete(_ context.Context, r *api.DeleteCollection) (*api.CollectionOperationResponse, error) {
	_, there := c.s.collections[r.GetCollectionName()]
	delete(c.s.collections, r.GetCollectionName())
	maps.DeleteFunc(c.s.aliases, func(_, to string) bool { return to == r.GetCollectionName() })
	return &api.CollectionOperationResponse{Result: there}, nil
}

func (c collections) Get(_ context.Context, r *api.GetCollectionInfoRequest) (*api.GetCollectionInfoResponse, error) {
	found, err := c.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	n := uint64(len(found.points))
	return &api.GetCollectionInfoResponse{Result: &api.CollectionInfo{
		Status: api.CollectionStatus_Green, PointsCount: &n,
		Config: &api.CollectionConfig{Metadata: found.made.GetMetadata(), Params: &api.CollectionParams{VectorsConfig: found.made.GetVectorsConfig(), SparseVectorsConfig: found.made.GetSparseVectorsConfig()}},
	}}, nil
}

func (c collections) CollectionExists(_ context.Context, r *api.CollectionExistsRequest) (*api.CollectionExistsResponse, error) {
	_, err := c.s.collection(r.GetCollectionName())
	return &api.CollectionExistsResponse{Result: &api.CollectionExists{Exists: err == nil}}, nil
}

func (c collections) List(context.Context, *api.ListCollectionsRequest) (*api.ListCollectionsResponse, error) {
	out := new(api.ListCollectionsResponse)
	for _, name := range slices.Sorted(maps.Keys(c.s.collections)) {
		out.Collections = append(out.Collections, &api.CollectionDescription{Name: name})
	}
	return out, nil
}

func (c collections) ListAliases(context.Context, *api.ListAliasesRequest) (*api.ListAliasesResponse, error) {
	out := new(api.ListAliasesResponse)
	for alias, to := range c.s.aliases {
		out.Aliases = append(out.Aliases, &api.AliasDescription{AliasName: alias, CollectionName: to})
	}
	return out, nil
}

// UpdateAliases does all of it or nothing.
func (c collections) UpdateAliases(_ context.Context, r *api.ChangeAliases) (*api.CollectionOperationResponse, error) {
	next := maps.Clone(c.s.aliases)
	for _, a := range r.GetActions() {
		switch x := a.GetAction().(type) {
		case *api.AliasOperations_CreateAlias:
			to, name := x.CreateAlias.GetCollectionName(), x.CreateAlias.GetAliasName()
			if c.s.collections[to] == nil {
				return nil, status.Errorf(codes.NotFound, "Not found: Collection `%s` doesn't exist!", to)
			}
			if c.s.collections[name] != nil || next[name] != "" {
				return nil, invalid("alias %s is taken", name)
			}
			next[name] = to
		case *api.AliasOperations_DeleteAlias:
			if next[x.DeleteAlias.GetAliasName()] == "" {
				return nil, status.Errorf(codes.NotFound, "Not found: Alias %s does not exists!", x.DeleteAlias.GetAliasName())
			}
			delete(next, x.DeleteAlias.GetAliasName())
		default:
			return nil, status.Errorf(codes.Unimplemented, "alias operation %T", x)
		}
	}
	c.s.aliases = next
	return &api.CollectionOperationResponse{Result: true}, nil
}
