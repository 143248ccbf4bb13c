package qdranttest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/google/uuid"
	api "github.com/qdrant/go-client/qdrant"
	"google.golang.org/protobuf/proto"
)

type points struct {
	api.UnimplementedPointsServer
	s *Server
}

var applied = &api.PointsOperationResponse{Result: &api.UpdateResult{Status: api.UpdateStatus_Completed}}

// key writes an id so that numbers sort as numbers, before names.
func key(id *api.PointId) (string, error) {
	switch v := id.GetPointIdOptions().(type) {
	case *api.PointId_Num:
		return fmt.Sprintf("%020d", v.Num), nil
	case *api.PointId_Uuid:
		u, err := uuid.Parse(v.Uuid)
		if err != nil {
			return "", invalid("unable to parse UUID: %s", v.Uuid)
		}
		return "u" + u.String(), nil
	}
	return "", invalid("a point without an id")
}

func (p points) CreateFieldIndex(_ context.Context, r *api.CreateFieldIndexCollection) (*api.PointsOperationResponse, error) {
	c, err := p.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	if r.GetFieldName() == "" || r.FieldType == nil {
		return nil, invalid("index of field %q without a type", r.GetFieldName())
	}
	c.indexed[r.GetFieldName()] = r.GetFieldType()
	return applied, nil
}

// Upsert writes all points or none.
func (p points) Upsert(_ context.Context, r *api.UpsertPoints) (*api.PointsOperationResponse, error) {
	c, err := p.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	if len(r.GetPoints()) == 0 {
		return nil, invalid("Empty update request")
	}
	keys := make([]string, len(r.GetPoints()))
	for i, point := range r.GetPoints() {
		if keys[i], err = key(point.GetId()); err != nil {
			return nil, err
		}
		if point.GetVectors() == nil {
			return nil, invalid("Expected some vectors")
		}
		for name, v := range point.GetVectors().GetVectors().GetVectors() {
			if err := c.checkVector(name, v.GetDense().GetData(), v.GetSparse()); err != nil {
				return nil, err
			}
		}
	}
	for i, point := range r.GetPoints() {
		c.points[keys[i]] = proto.CloneOf(point)
	}
	return applied, nil
}

// checkVector checks a vector of a point or a query against the layout.
func (c *collection) checkVector(name string, dense []float32, sparse *api.SparseVector) error {
	if params, ok := c.made.GetVectorsConfig().GetParamsMap().GetMap()[name]; ok {
		if uint64(len(dense)) != params.GetSize() {
			return invalid("Vector dimension error: expected dim: %d, got %d", params.GetSize(), len(dense))
		}
		return finite(dense)
	}
	if _, ok := c.made.GetSparseVectorsConfig().GetMap()[name]; !ok {
		return invalid("Not existing vector name error: %s", name)
	}
	indices := slices.Clone(sparse.GetIndices())
	slices.Sort(indices)
	if sparse == nil || len(indices) != len(sparse.GetValues()) || len(indices) == 0 || len(slices.Compact(indices)) != len(sparse.GetValues()) {
		return invalid("sparse vector %s: indices must be unique and as many as values", name)
	}
	return finite(sparse.GetValues())
}

func finite(values []float32) error {
	for _, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			return invalid("vector has the value %v", v)
		}
	}
	return nil
}

func (p points) Delete(_ context.Context, r *api.DeletePoints) (*api.PointsOperationResponse, error) {
	c, err := p.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	if r.GetPoints().GetPoints() == nil {
		return nil, invalid("only ids may be deleted here")
	}
	for _, id := range r.GetPoints().GetPoints().GetIds() {
		k, err := key(id)
		if err != nil {
			return nil, err
		}
		delete(c.points, k)
	}
	return applied, nil
}

func (p points) Count(_ context.Context, r *api.CountPoints) (*api.CountResponse, error) {
	c, err := p.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	return &api.CountResponse{Result: &api.CountResult{Count: uint64(len(c.points))}}, nil
}

func (p points) Get(_ context.Context, r *api.GetPoints) (*api.GetResponse, error) {
	c, err := p.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	out := new(api.GetResponse)
	for _, id := range r.GetIds() {
		k, err := key(id)
		if err != nil {
			return nil, err
		}
		if point, ok := c.points[k]; ok {
			out.Result = append(out.Result, retrieved(point, r.GetWithVectors()))
		}
	}
	return out, nil
}

func (p points) Scroll(_ context.Context, r *api.ScrollPoints) (*api.ScrollResponse, error) {
	c, err := p.s.collection(r.GetCollectionName())
	if err != nil {
		return nil, err
	}
	from := ""
	if r.GetOffset() != nil {
		if from, err = key(r.GetOffset()); err != nil {
			return nil, err
		}
	}
	out := new(api.ScrollResponse)
	for _, k := range slices.Sorted(maps.Keys(c.points)) {
		if k < from {
			continue
		}
		if len(out.Result) == int(r.GetLimit()) {
			out.NextPageOffset = c.points[k].GetId()
			break
		}
		out.Result = append(out.Result, retrieved(c.points[k], r.GetWithVectors()))
	}
	return out, nil
}

func retrieved(p *api.PointStruct, with *api.WithVectorsSelector) *api.RetrievedPoint {
	out := &api.RetrievedPoint{Id: p.GetId(), Payload: p.GetPayload()}
	vectors := map[string]*api.VectorOutput{}
	for name, v := range p.GetVectors().GetVectors().GetVectors() {
		if !with.GetEnable() && !slices.Contains(with.GetInclude().GetNames(), name) {
			continue
		}
		if d := v.GetDense(); d != nil {
			vectors[name] = &api.VectorOutput{Vector: &api.VectorOutput_Dense{Dense: d}}
		} else {
			vectors[name] = &api.VectorOutput{Vector: &api.VectorOutput_Sparse{Sparse: sorted(v.GetSparse())}}
		}
	}
	out.Vectors = &api.VectorsOutput{VectorsOptions: &api.VectorsOutput_Vectors{Vectors: &api.NamedVectorsOutput{Vectors: vectors}}}
	return out
}

// sorted returns a sparse vector by its indices, as the server keeps it.
func sorted(v *api.SparseVector) *api.SparseVector {
	order := make([]int, len(v.GetIndices()))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(v.Indices[a], v.Indices[b]) })
	out := new(api.SparseVector)
	for _, i := range order {
		out.Indices, out.Values = append(out.Indices, v.Indices[i]), append(out.Values, v.Values[i])
	}
	return out
}
