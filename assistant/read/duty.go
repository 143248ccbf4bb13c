package read

// What government takes no case of (DOMAIN 4.3): categories of Reading.Duty.
const (
	Secret  = "secret"  // 国家秘密, 工作秘密
	Trade   = "trade"   // 商业秘密
	Private = "private" // 个人隐私
	Market  = "market"  // beyond the duty of government: markets and private life
	Illegal = "illegal" // against the law or public decency
)

// dutyFloor is the score from which it is heard.
const dutyFloor = 1.5

// duty returns why government has no case in a matter, or "". It is heard apart
// from the intent: whoever asks for a service in such words is served.
func duty(v, std *verdict) string {
	for _, x := range []*verdict{v, std} {
		if x.score("duty") >= dutyFloor {
			return x.category("duty")
		}
	}
	return ""
}
