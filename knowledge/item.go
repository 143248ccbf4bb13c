package knowledge

// Item is one government service item (事项) with the elements of its
// implementation list (实施清单), named after GB/T 39554.2-2020.
//
// Codes are opaque: an item is known by Code, and nothing is ever read out of
// the digits.
type Item struct {
	Code       string   `json:"code"`                   // 实施编码, unique
	Name       string   `json:"name"`                   // 事项名称, official wording
	Catalog    string   `json:"catalog_name,omitempty"` // 主项名称, where an import gives one: the family the item is a variant of
	Aliases    []string `json:"aliases"`                // 日常用语, entered by a curator
	Summary    string   `json:"summary"`                // one plain sentence: who needs it and what they get
	Type       string   `json:"type"`                   // 事项类型: 行政许可, 行政给付, …
	Themes     []string `json:"themes"`                 // 主题分类
	Audience   []string `json:"audience"`               // 服务对象: 自然人, 企业法人, …
	Department string   `json:"department"`             // 实施主体
	Region     string   `json:"region"`                 // 区划代码, 6 or 9 digits
	Level      string   `json:"level"`                  // 行使层级

	Basis      []Basis  `json:"basis"`      // 设定依据
	Conditions []string `json:"conditions"` // 受理条件
	Exclusions []string `json:"exclusions"` // 不予受理情形

	Handling  Handling  `json:"handling"`
	TimeLimit TimeLimit `json:"time_limit"`
	Fees      []Fee     `json:"fees"` // 收费; empty: 不收费

	Situations []Situation `json:"situations"` // 情形, in the order they are asked
	Materials  []Material  `json:"materials"`  // 申请材料

	Steps  []Step  `json:"steps"`  // 办理流程
	Result Result  `json:"result"` // 结果
	Places []Place `json:"places"` // 办理地点

	ConsultPhone   string `json:"consult_phone"`   // 咨询电话
	ComplaintPhone string `json:"complaint_phone"` // 监督投诉电话

	Phrasings []Phrasing `json:"phrasings,omitempty"` // 相似问: confirmed everyday questions
	FAQ       []FAQ      `json:"faq"`                 // 常见问题
	Form      *Form      `json:"form,omitempty"`      // 申请表
	Related   []string   `json:"related"`             // codes of related items
	Effective Period     `json:"effective"`

	// Unstated (未写明) are the elements, by the paths of Element, of which the
	// source says nothing although their empty value would: "fees" (empty: no
	// charge), "visits" (0), "appointment" and "delivery" (no).
	Unstated []string `json:"unstated,omitempty"`

	// Notes are the sentences of the overrides that apply below the item's own
	// region (see Edition.Local); an item as imported has none.
	Notes []string `json:"-"`
}

// Basis is one legal ground (设定依据) of an item.
type Basis struct {
	Title   string `json:"title"`
	Article string `json:"article"`
}

// Handling says how an item is handled.
type Handling struct {
	Kind        string   `json:"kind"`       // 办件类型: 即办件 or 承诺件
	Channels    []string `json:"channels"`   // 办理形式: 窗口办理, 网上办理, 快递申请, 自助终端
	Visits      int      `json:"visits"`     // 到现场次数
	OnlineURL   string   `json:"online_url"` // 网办地址, or ""
	Appointment bool     `json:"appointment"`
	Delivery    bool     `json:"delivery"`
	Scope       string   `json:"scope"` // 通办范围: 全国, 跨省, 全省, 全市, 本区县
}

// Span is a length of time.
type Span struct {
	Days int    `json:"days"` // 0: done on the spot (当场办结)
	Unit string `json:"unit"` // 工作日 or 自然日
}

// TimeLimit holds the limit the law gives (法定办结时限) and the one promised
// (承诺办结时限), which is never longer.
type TimeLimit struct {
	Statutory Span `json:"statutory"`
	Promised  Span `json:"promised"`
}

// Fee is one charge (收费项目).
type Fee struct {
	Name   string  `json:"name"`
	Amount float64 `json:"amount"` // yuan
	Unit   string  `json:"unit"`   // 元/证, 元/件, …
	Basis  string  `json:"basis"`
	When   When    `json:"when,omitempty"`
}

// Situation (情形) is one question whose answer changes what is needed.
type Situation struct {
	ID       string   `json:"id"`
	Question string   `json:"question"`
	Why      string   `json:"why"`            // why the answer matters, one short clause
	When     When     `json:"when,omitempty"` // asked only then; nil: always
	Options  []Option `json:"options"`
}

// Option is one answer to a Situation.
type Option struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Cues     []string `json:"cues"`               // words that show this option in free text
	Redirect string   `json:"redirect,omitempty"` // code of the item that is meant instead
	Stop     string   `json:"stop,omitempty"`     // why it cannot be accepted
}

// Material is one paper or file of the list (申请材料).
type Material struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Original  string `json:"original"`          // 原件, 复印件, 原件和复印件, 电子件
	Copies    int    `json:"copies"`            // 份数
	Necessity string `json:"necessity"`         // 必要, 容缺后补, 非必要
	Source    string `json:"source"`            // 申请人自备, 政府部门核发, 第三方出具
	Licence   string `json:"licence,omitempty"` // 电子证照 that may replace it
	Sample    string `json:"sample,omitempty"`  // name of the blank form
	Note      string `json:"note,omitempty"`
	When      When   `json:"when,omitempty"`
}

// Step is one step of the procedure (办理流程).
type Step struct {
	Name   string `json:"name"`
	Detail string `json:"detail"`
}

// Result is what the citizen gets (结果).
type Result struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // 证照, 批文, 证明, 其他
}

// Place is one place where an item is handled (办理地点).
type Place struct {
	Region  string `json:"region"`
	Name    string `json:"name"`
	Address string `json:"address"`
	Hours   string `json:"hours"`
	Phone   string `json:"phone"`
}

// Phrasing is an everyday question confirmed to mean the item (相似问).
type Phrasing struct {
	Q         string `json:"q"`
	Source    string `json:"source"`             // curator, operator, citizen
	Confirmed string `json:"confirmed"`          // YYYY-MM-DD
	Reviewer  string `json:"reviewer,omitempty"` // who accepted it, as staff are named; "" = not told
}

// FAQ is one question and answer (常见问题).
type FAQ struct {
	Q string `json:"q"`
	A string `json:"a"`
}

// Form is the application form of an item (申请表).
type Form struct {
	Title  string      `json:"title"`
	Fields []FormField `json:"fields"`
}

// FormField is one field of a Form.
type FormField struct {
	ID       string   `json:"id"`
	Label    string   `json:"label"`
	Type     string   `json:"type"` // text, textarea, id_card, uscc, phone, date, number, select, region, address, bool
	Required bool     `json:"required"`
	Prefill  []string `json:"prefill,omitempty"` // sources in order of preference: identity.…, enterprise.…, licence.<证照>.<字段>, earlier (an earlier application), situation.<id>, answer (the words of the talk)
	Options  []string `json:"options,omitempty"`
	When     When     `json:"when,omitempty"`

	// Never (不预填) marks a field that only the citizen may fill in.
	Never bool `json:"never,omitempty"`
	// PrefillWhen says when the sources know the field; nil: always. Otherwise
	// the field speaks of somebody else than who signed in, a child or a
	// principal, or of something else, and is filled from the talk alone.
	PrefillWhen When `json:"prefill_when,omitempty"`
	// Picks maps the options of the situation that fills the field to the
	// entries of the form, where the form says them in other words.
	Picks map[string]string `json:"picks,omitempty"`
}
