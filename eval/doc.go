// Package eval measures the assistant: it plays a citizen for every case of a
// question file, judges what was replied, and reports the figures.
//
// A Case is one line of a *.questions.jsonl file. A simulated citizen takes it
// through a whole talk (first the words, then taps on what is offered and
// answers to what is asked, from what the case knows). The judge compares the
// talk with what the case expects and, apart from that, holds every amount,
// span, phone, address, date and title of every reply against the fields of
// the edition. A Report carries the figures as a table, JSON, a page with
// plots, one line per case, and a short golden text for review.
//
// The assistant is known here by one method only, so that anything that can be
// asked can be measured. Rankers (see eval/baseline) are measured on the same
// cases in the same run.
package eval
