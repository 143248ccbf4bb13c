package read

import "slices"

// Legal routes (法定渠道): categories of a Scope reading whose matter belongs to
// a court, an arbitrator or another authority that the law names. Such a matter
// is told its route and recorded as no case.
const (
	Court        = "court"        // 诉讼
	Labour       = "labour"       // 劳动人事争议仲裁
	Arbitration  = "arbitration"  // 商事仲裁
	Review       = "review"       // 行政复议
	Disclosure   = "disclosure"   // 政府信息公开
	Discipline   = "discipline"   // 纪检监察
	Petition     = "petition"     // 信访
	Compensation = "compensation" // 国家赔偿
	Law          = "law"          // one of these, without a word that says which
)

// Routed reports whether a category is a legal route.
func Routed(category string) bool {
	return slices.Contains([]string{Court, Labour, Arbitration, Review, Disclosure, Discipline, Petition, Compensation, Law}, category)
}

// routeFloor is the score from which a legal route is heard.
const routeFloor = 1.5

// Abroad is the category of another country's business: its visas, licences and
// taxes are full of the words of a desk, so it is heard apart from Scope's sum.
const Abroad = "foreign"

// route returns whose the matter is when it is not a desk's: a legal route,
// Abroad, or "". Of two that are as strong the heavier row names it; words of an
// everyday service speak against.
func route(v, std *verdict) string {
	for _, heard := range []string{"route", "abroad"} {
		for _, x := range []*verdict{v, std} {
			if x.score(heard) >= routeFloor {
				return x.category(heard)
			}
		}
	}
	return ""
}
