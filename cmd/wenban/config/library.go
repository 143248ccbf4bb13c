package config

// Library is the electronic-licence library (电子证照库); see library.Config.
type Library struct {
	Address string `koanf:"address"` // "": there is none to ask
	Key     string `koanf:"key"`     // name of the key that requests are signed with
	Secret  string `koanf:"secret"`  // the key itself; a secret
	Private bool   `koanf:"private"` // the library stands inside the network
}
