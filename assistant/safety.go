package assistant

import (
	"slices"

	"wenban/assistant/guide"
	"wenban/knowledge/sieve"
)

// hurt matches words of somebody at home who hurts the citizen or a child, as
// something that goes on: 老公打我，我要离婚 asks for a divorce and is answered so,
// but may be said with the danger still in the room.
var (
	hurt = sieve.Compile(`(老公|丈夫|老婆|媳妇|妻子|男人|男朋友|女朋友|对象|爸|妈|爹|娘|继父|后爸|继母|后妈|公公|婆婆|儿子|女儿|女婿|儿媳|家里人)(又|还|在|总是|总|老是|老|经常|天天|一直|喝了酒就?|喝醉了?就?|动手|对我动手)?(打|揍|踹|掐|扇|踢|殴打|家暴|虐待)(我|我妈|孩子|小孩|娃|老人)($|[，,。！!？?；;了得、 ])|(被|遭|受)(老公|丈夫|老婆|男朋友|家里人)?(打|家暴|虐待)($|[，,。！!？?；;了])`)
	past = sieve.Compile(`以前|曾经|过去|当年|早年|去年|前几年|已经离`)
)

// safety puts what keeps people safe before an answer to somebody who tells of
// violence at home. The numbers are national ones: 110 police, 12338 women's
// rights.
func (v voice) safety(reply *Reply) {
	said := v.reading.Text
	if v.plan.Outcome == guide.HandedOff || !hurt.MatchString(said) || past.MatchString(said) {
		return
	}
	reply.Lead = "如果您现在有危险，请先打110，并到安全的地方去；妇女儿童还可以打12338。" + reply.Lead
	reply.Ways = slices.Insert(reply.Ways, 0, Way{"emergency", "报警", "110"}, Way{"emergency", "妇女儿童维权", "12338"})
}
