package index

import "math"

// steep is how fast the say of a candidate falls with its blend below the best.
const steep = .15

// foremost is how many of the first candidates make up the vector that the
// others are compared with.
const foremost = 5

// company fills in what the candidates of one question say of each other: an
// answer rarely stands alone, it stands beside others of its law that were found
// too. All are of one question, best blend first.
func company(x *Corpus, v Vectors, all []Candidate) {
	if len(all) == 0 {
		return
	}
	laws, chapters, say := map[int32]float32{}, map[int32]float32{}, map[int]float32{}
	var sum float32
	for _, c := range all {
		w := float32(math.Exp(float64(c.Blend-all[0].Blend) / steep))
		p := x.places[c.Provision]
		laws[p.law], chapters[p.chapter], say[c.Provision] = laws[p.law]+w, chapters[p.chapter]+w, w
		sum += w
	}
	mean := make([]float32, v.dim)
	for _, c := range all[:min(foremost, len(all))] {
		if v.dim > 0 {
			axpy(mean, say[c.Provision]/sum, v.row(c.Provision))
		}
	}
	unit(mean)
	for i := range all {
		d, f := all[i].Provision, &all[i].Features
		if v.dim > 0 {
			f[36] = dot(mean, v.row(d))
		}
		f[37] = say[d-1] + say[d+1] + (say[d-2]+say[d+2])/2
		f[38], f[39] = laws[x.places[d].law]/sum, chapters[x.places[d].chapter]/sum
	}
}
