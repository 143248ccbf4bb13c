package knowledge

import "iter"

// endingOf numbers the items whose period names a last day.
func endingOf(items []Item) (ending []int) {
	for i := range items {
		if items[i].Effective.To != "" {
			ending = append(ending, i)
		}
	}
	return ending
}

// Ending yields the items that end, or have ended, some day.
func (e *Edition) Ending() iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for _, i := range e.ending {
			if !yield(e.Items[i]) {
				return
			}
		}
	}
}
