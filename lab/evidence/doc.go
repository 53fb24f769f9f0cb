// Package evidence collects what can be known of a deployment into one snapshot: plain data, each piece with where it is from, or with
// the reason why it isn't there. That something is missing is a fact, too.
//
// Collectors only read: files, commands that print, GET requests, SELECTs, connections that are opened and closed. Nothing is sent in
// an agent's name: the first Sync of an agent registers it.
//
// The package may import lab and lab/deepflow. What the evidence means isn't said here but in lab/doctor.
package evidence
