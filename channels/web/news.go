package web

// News tells the open pages of a talk that it has a turn which nobody in it asked
// for; "" stands for any talk. It may be called by many at once, also before
// anybody is here.
func (s *Server) News(talk string) {
	if talk != "" {
		s.hub.tell(talk)
		return
	}
	s.hub.tellAll()
}
