"""The answer templates: one ``<template>.jinja`` per kind of answer, in blocks."""
