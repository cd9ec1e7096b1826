"""English words of the site, one fragment per room; Chinese is the source language and needs no catalogue.

This package must hold words and the tool that compiles them, never decide which language a person sees.
"""
