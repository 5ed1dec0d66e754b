"""Rule packs: YAML data, the schema that refuses a broken one, and the patterns they are made of."""
