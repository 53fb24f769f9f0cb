// Package rig is a lab of real processes: it knows what a DeepFlow deployment is made of (MySQL, ClickHouse, deepflow-server, agents,
// with which files, arguments and environment), and builds one on a Ground: containers of an engine (lab/docker) or programs of
// this machine (lab/exec). Parts of one lab may be mixed: an image here, a binary there, our own simulated server or agent as a
// program of its own. It may import lab, lab/operator, lab/deepflow and fixtures; it starts no process and speaks to no engine.
package rig
