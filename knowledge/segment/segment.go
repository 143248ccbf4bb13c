// Package segment gives Chinese text one normal form and cuts it into the
// pieces that are searched: character grams, words, and pinyin keys.
//
// Normal is the one normal form of the whole program: whatever is indexed,
// compared, matched against a list or logged has been through it once. Grams
// are the lexical ground of retrieval; words (jieba) carry meaning; pinyin
// keys only find words that were typed or heard wrongly, they are never shown.
//
// The package is pure: text in, text out. What is slow to load (dictionaries)
// is loaded at first use and then only read.
package segment
