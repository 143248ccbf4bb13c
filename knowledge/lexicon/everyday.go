package lexicon

// Everyday returns, for each official term, the words that mean it wherever they
// stand: those of the groups without a context and of full weight, in the order
// of the files. It is the lexicon read backwards, for drafting questions.
func (l *Lexicon) Everyday() map[string][]string {
	out := map[string][]string{}
	for n, word := range l.words.All() {
		for _, u := range l.uses[n] {
			g := &l.groups[u.group]
			if u.official || g.weight < 1 || len(g.context) > 0 {
				continue
			}
			for _, term := range g.official {
				out[term] = append(out[term], word)
			}
		}
	}
	return out
}
